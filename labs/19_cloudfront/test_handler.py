"""Your handler on CloudFront's events, with moto in the place of DynamoDB."""

import base64
import copy
import importlib
import json
import sys
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

HERE = Path(__file__).parent
EVENTS = next(folder for folder in (HERE / "events", HERE.parent / "events") if folder.is_dir())


@pytest.fixture(autouse=True, scope="module")
def table():
    """The table with one link and two proofs, and `handler.py` freshly imported beside it."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        patch.syspath_prepend(str(HERE))
        made = boto3.resource("dynamodb", region_name="us-east-1").create_table(
            TableName="inkwell-cloudfront-lab",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        made.put_item(Item={"id": "link:summer", "target": "/prints/summer/?size=a4"})
        made.put_item(Item={"id": "proof:O-7301", "password": "grey-heron"})
        made.put_item(Item={"id": "proof:O-7302", "password": "red-kite"})
        sys.modules.pop("handler", None)
        yield made
        sys.modules.pop("handler", None)


def event_of(uri, authorization=None):
    """The example event for another path, with this Authorization header."""
    event = json.loads((EVENTS / "viewer_request.json").read_text("utf-8"))
    request = event["Records"][0]["cf"]["request"]
    request["uri"] = uri
    if authorization is not None:
        request["headers"]["authorization"] = [{"key": "Authorization", "value": authorization}]
    return event


def run(event):
    return importlib.import_module("handler").handler(copy.deepcopy(event), None)


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def header(answer, name):
    return answer["headers"][name][0]["value"]


def test_a_link_leads_to_its_target():
    answer = run(event_of("/go/summer"))
    assert answer["status"] == "302"
    assert header(answer, "location") == "/prints/summer/?size=a4"
    assert header(answer, "cache-control") == "no-store"


@pytest.mark.parametrize("uri", ["/go/winter", "/go/", "/go", "/go/summer/more"])
def test_an_unknown_link_is_a_404(uri):
    answer = run(event_of(uri))
    assert answer["status"] == "404"
    assert answer["body"]
    assert header(answer, "cache-control") == "no-store"


def test_the_right_password_opens_the_proofs_and_goes_no_further():
    event = event_of("/proofs/O-7301/page-1.jpg", basic("O-7301", "grey-heron"))
    wanted = event_of("/proofs/O-7301/page-1.jpg")["Records"][0]["cf"]["request"]
    assert run(event) == wanted


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        basic("O-7301", "grey-goose"),
        basic("O-7302", "grey-heron"),
        basic("O-7302", "red-kite"),
        basic("O-7301", ""),
        "Basic",
        "Basic %%%",
        "Bearer grey-heron",
        "Basic " + base64.b64encode(b"\xff\xfe:\xfa").decode(),
    ],
)
def test_anything_else_is_a_401(authorization):
    answer = run(event_of("/proofs/O-7301/page-1.jpg", authorization))
    assert answer["status"] == "401"
    assert header(answer, "www-authenticate") == 'Basic realm="Inkwell proofs"'


@pytest.mark.parametrize("uri", ["/proofs/O-9999/page-1.jpg", "/proofs/", "/proofs"])
def test_an_order_that_is_not_there_is_a_401(uri):
    assert run(event_of(uri, basic("O-9999", "")))["status"] == "401"


@pytest.mark.parametrize("uri", ["/", "/prints/", "/gone/summer", "/proofs.html"])
def test_every_other_path_goes_on_as_it_came(uri):
    event = event_of(uri, "Bearer of another service")
    assert run(event) == event["Records"][0]["cf"]["request"]


def test_the_log_keeps_the_password_to_itself(capsys, caplog):
    caplog.set_level("INFO")
    for password in ("grey-heron", "grey-goose"):
        run(event_of("/proofs/O-7301/page-1.jpg", basic("O-7301", password)))
    said = capsys.readouterr().out + caplog.text
    assert "grey-" not in said
    assert "Basic " not in said
