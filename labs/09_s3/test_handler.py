"""The course's own tests of the lab: seconds, with moto in the place of S3."""

import copy
import importlib
import json
import struct
import zlib
from pathlib import Path
from urllib.parse import quote_plus

import boto3
import pytest
from moto import mock_aws

BUCKET = "pictures-for-tests"
EVENT = json.loads((Path(__file__).parent / "events" / "put.json").read_text("utf-8"))


def png(width, height):
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


@pytest.fixture
def lab(monkeypatch):
    for name, value in (("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test"), ("DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET)
        module = importlib.reload(importlib.import_module("handler"))
        yield client, module.handler


def event(*changes):
    records = []
    for kind, key, sequencer, size in changes:
        record = copy.deepcopy(EVENT["Records"][0])
        record["eventName"] = kind
        record["s3"]["bucket"]["name"] = BUCKET
        record["s3"]["object"] = {"key": quote_plus(key, safe="/"), "sequencer": sequencer, "size": size}
        records.append(record)
    return {"Records": records}


def entry(client, name):
    try:
        return json.loads(client.get_object(Bucket=BUCKET, Key=f"catalogue/{name}.json")["Body"].read())
    except client.exceptions.NoSuchKey:
        return None


def test_a_picture_gets_its_entry(lab):
    client, handler = lab
    client.put_object(Bucket=BUCKET, Key="pictures/My cat + me.png", Body=png(640, 480))
    handler(event(("ObjectCreated:Put", "pictures/My cat + me.png", "0A", 1234)), None)
    assert entry(client, "My cat + me.png") == {
        "key": "pictures/My cat + me.png",
        "size": 1234,
        "width": 640,
        "height": 480,
        "sequencer": "0A",
    }


def test_a_removed_picture_loses_its_entry(lab):
    client, handler = lab
    client.put_object(Bucket=BUCKET, Key="pictures/a.png", Body=png(1, 1))
    handler(event(("ObjectCreated:Put", "pictures/a.png", "0A", 1)), None)
    assert entry(client, "a.png")
    handler(event(("ObjectRemoved:Delete", "pictures/a.png", "0B", 0)), None)
    assert entry(client, "a.png") is None


def test_an_older_event_changes_nothing(lab):
    client, handler = lab
    client.put_object(Bucket=BUCKET, Key="pictures/a.png", Body=png(2, 2))
    handler(event(("ObjectCreated:Put", "pictures/a.png", "0B01", 2)), None)
    handler(
        event(("ObjectCreated:Put", "pictures/a.png", "0B", 1), ("ObjectRemoved:Delete", "pictures/a.png", "0A", 0)),
        None,
    )
    assert entry(client, "a.png")["size"] == 2


def test_what_is_no_png_has_no_size_in_pixels_and_stops_nothing(lab):
    client, handler = lab
    client.put_object(Bucket=BUCKET, Key="pictures/a.txt", Body=b"text")
    client.put_object(Bucket=BUCKET, Key="pictures/b.png", Body=png(3, 4))
    handler(
        event(*(("ObjectCreated:Put", f"pictures/{name}", "0A", 4) for name in ("a.txt", "gone.png", "b.png"))), None
    )
    assert entry(client, "a.txt")["width"] is None
    assert (entry(client, "b.png")["width"], entry(client, "b.png")["height"]) == (3, 4)


def test_other_prefixes_are_left_alone(lab):
    client, handler = lab
    client.put_object(Bucket=BUCKET, Key="catalogue/a.png.json", Body=b"{}")
    handler(event(("ObjectCreated:Put", "catalogue/a.png.json", "0A", 2)), None)
    listed = client.list_objects_v2(Bucket=BUCKET)
    assert [item["Key"] for item in listed["Contents"]] == ["catalogue/a.png.json"]
