"""Your handler on events of a Lambda proxy integration, with moto in the place of S3."""

import base64
import hashlib
import importlib
import json
import sys
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

HERE = Path(__file__).parent
EVENTS = next(folder for folder in (HERE / "events", HERE.parent / "events") if folder.is_dir())
PNG, JPEG = b"\x89PNG\r\n\x1a\n\x00\xff a print", b"\xff\xd8\xff\xe0\x00\x10 a print"


@pytest.fixture
def photos(monkeypatch):
    """The bucket, empty, with `handler.py` freshly imported beside it."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "BUCKET": "photos",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.syspath_prepend(str(HERE))
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="photos")
        sys.modules.pop("handler", None)
        yield s3
        sys.modules.pop("handler", None)


def call(method, *, photo=None, kind="image/png", number=None, header="Content-Type"):
    """Status, headers and bytes of the handler's answer, as a client sees them."""
    event = json.loads((EVENTS / "place_order.json").read_text("utf-8"))
    event["httpMethod"] = event["requestContext"]["httpMethod"] = method
    event["resource"] = "/photos/{id}" if number is not None else "/photos"
    event["path"] = f"/photos/{number}" if number is not None else "/photos"
    event["pathParameters"] = {"id": number} if number is not None else None
    del event["headers"]["Content-Type"]
    if kind:
        event["headers"][header] = kind
    event["body"] = base64.b64encode(photo).decode() if photo is not None else None
    event["isBase64Encoded"] = photo is not None
    value = importlib.import_module("handler").handler(event, None)
    assert set(value) <= {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}
    body = value.get("body", "")
    content = base64.b64decode(body) if value.get("isBase64Encoded") else body.encode()
    return value["statusCode"], {name.lower(): text for name, text in value.get("headers", {}).items()}, content


@pytest.mark.parametrize(("photo", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg")])
def test_what_comes_out_is_what_came_in(photos, photo, kind):
    status, _headers, body = call("POST", photo=photo, kind=kind)
    number = hashlib.sha256(photo).hexdigest()
    assert (status, json.loads(body)) == (201, {"id": number})
    status, headers, content = call("GET", number=number, kind="")
    assert (status, headers["content-type"], content) == (200, kind, photo)


def test_the_same_photo_again_is_not_written_again(photos):
    first = json.loads(call("POST", photo=PNG)[2])
    photos.put_object_tagging(Bucket="photos", Key=first["id"], Tagging={"TagSet": [{"Key": "kept", "Value": "first"}]})
    status, _headers, body = call("POST", photo=PNG)
    assert (status, json.loads(body)) == (200, first)
    assert photos.get_object_tagging(Bucket="photos", Key=first["id"])["TagSet"]


def test_headers_may_be_written_in_any_case(photos):
    assert call("POST", photo=PNG, header="content-type")[0] == 201


@pytest.mark.parametrize(
    ("photo", "kind", "status"),
    [
        pytest.param(PNG, "text/plain", 415, id="no picture"),
        pytest.param(PNG, "", 415, id="no type"),
        pytest.param(PNG, "image/jpeg", 400, id="another type"),
        pytest.param(None, "image/png", 400, id="no body"),
        pytest.param(PNG + bytes(4 * 1024 * 1024), "image/png", 413, id="too large"),
    ],
)
def test_what_cannot_be_printed_is_refused(photos, photo, kind, status):
    found, _headers, body = call("POST", photo=photo, kind=kind)
    assert found == status
    assert json.loads(body)["error"]
    assert "Contents" not in photos.list_objects_v2(Bucket="photos")


@pytest.mark.parametrize("number", ["0" * 64, "../secret", ""])
def test_a_photo_that_is_not_there_is_404(photos, number):
    status, _headers, body = call("GET", number=number)
    assert status == 404
    assert json.loads(body)["error"]


def test_the_log_says_nothing_of_the_customer(photos, capsys):
    call("POST", photo=PNG)
    said = capsys.readouterr().out
    assert "ana.c0ffee" not in said
    assert base64.b64encode(PNG).decode() not in said
