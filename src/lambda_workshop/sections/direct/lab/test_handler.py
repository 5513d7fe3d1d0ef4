"""The course's own tests of the lab: seconds, with moto in the place of S3."""

import hashlib
import importlib
import json

import boto3
import pytest
from moto import mock_aws

VIDEOS, RECEIPTS = "videos-for-tests", "receipts-for-tests"


@pytest.fixture
def lab(monkeypatch):
    for name, value in (("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test"), ("DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("RECEIPTS", RECEIPTS)
    with mock_aws():
        client = boto3.client("s3")
        for bucket in (VIDEOS, RECEIPTS):
            client.create_bucket(Bucket=bucket)
        module = importlib.reload(importlib.import_module("handler"))
        yield client, module.handler


def event(key="videos/wedding.mp4"):
    return {"bucket": VIDEOS, "key": key}


def test_the_answer_tells_size_and_hash(lab):
    client, handler = lab
    client.put_object(Bucket=VIDEOS, Key="videos/wedding.mp4", Body=b"film" * 5000)
    wanted = {"key": "videos/wedding.mp4", "bytes": 20000, "sha256": hashlib.sha256(b"film" * 5000).hexdigest()}
    assert handler(event(), None) == wanted
    receipt = json.loads(client.get_object(Bucket=RECEIPTS, Key="receipts/videos/wedding.mp4.json")["Body"].read())
    assert {name: receipt[name] for name in wanted} == wanted


def test_the_same_event_again_gives_the_same_answer(lab):
    client, handler = lab
    client.put_object(Bucket=VIDEOS, Key="videos/wedding.mp4", Body=b"film")
    assert handler(event(), None) == handler(event(), None)


def test_a_changed_video_is_read_again(lab):
    client, handler = lab
    client.put_object(Bucket=VIDEOS, Key="videos/wedding.mp4", Body=b"one")
    handler(event(), None)
    client.put_object(Bucket=VIDEOS, Key="videos/wedding.mp4", Body=b"other")
    assert handler(event(), None)["sha256"] == hashlib.sha256(b"other").hexdigest()


@pytest.mark.parametrize("odd", [{}, {"bucket": VIDEOS}, {"bucket": 5, "key": "a"}, {"bucket": VIDEOS, "key": ""}])
def test_an_event_without_a_place_is_refused(lab, odd):
    with pytest.raises(ValueError, match=r"bucket|key"):
        lab[1](odd, None)


def test_a_missing_video_is_named(lab):
    with pytest.raises(LookupError, match=r"gone\.mp4"):
        lab[1](event("videos/gone.mp4"), None)
