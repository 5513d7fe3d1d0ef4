"""Your handler on the requests that Alexa sends, with moto in the place of DynamoDB."""

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
SKILL = "amzn1.ask.skill.5d1e7c0a-3b1f-4f4e-9a58-0c6e2f7b9d11"


@pytest.fixture
def jobs(monkeypatch):
    """The table, empty, with `handler.py` freshly imported beside it."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "TABLE": "jobs",
        "SKILL": SKILL,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.syspath_prepend(str(HERE))
    with mock_aws():
        table = boto3.resource("dynamodb").create_table(
            TableName="jobs",
            KeySchema=[{"AttributeName": "jobId", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "jobId", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        sys.modules.pop("handler", None)
        yield table
        sys.modules.pop("handler", None)


def event(name):
    return json.loads((EVENTS / f"{name}.json").read_text("utf-8"))


def order(state="COMPLETED", **values):
    """The example order with another dialog state, and other words in its slots."""
    found = event("print")
    found["request"]["dialogState"] = state
    for name, value in values.items():
        found["request"]["intent"]["slots"][name]["value"] = value
    return found


def run(request):
    return importlib.import_module("handler").handler(copy.deepcopy(request), None)["response"]


def directive(response):
    (found,) = response["directives"]
    return found


@pytest.mark.parametrize("state", ["STARTED", "IN_PROGRESS"])
def test_while_the_dialog_goes_on_alexa_asks(jobs, state):
    response = run(order(state))
    assert directive(response)["type"] == "Dialog.Delegate"
    assert not response.get("shouldEndSession")
    assert jobs.scan()["Items"] == []


def test_a_complete_order_becomes_a_job_by_its_resolution(jobs):
    request = order()
    response = run(request)
    assert response["shouldEndSession"] is True
    assert "12" in response["outputSpeech"].get("text", response["outputSpeech"].get("ssml", ""))
    (job,) = jobs.scan()["Items"]
    assert (job["jobId"], job["size"], job["copies"]) == (request["request"]["requestId"], "S", 12)


def test_a_size_that_nobody_knows_is_asked_for_again(jobs):
    request = order(size="gigantic")
    resolutions = {"resolutionsPerAuthority": [{"authority": "a", "status": {"code": "ER_SUCCESS_NO_MATCH"}}]}
    request["request"]["intent"]["slots"]["size"]["resolutions"] = resolutions
    assert directive(run(request)) == {"type": "Dialog.ElicitSlot", "slotToElicit": "size"}
    assert jobs.scan()["Items"] == []


@pytest.mark.parametrize("copies", ["0", "501", "-3", "2.5", "many"])
def test_copies_that_cannot_be_are_asked_for_again(jobs, copies):
    assert directive(run(order(copies=copies))) == {"type": "Dialog.ElicitSlot", "slotToElicit": "copies"}
    assert jobs.scan()["Items"] == []


def test_the_same_request_again_changes_nothing(jobs):
    request = order()
    run(request)
    jobs.update_item(
        Key={"jobId": request["request"]["requestId"]},
        UpdateExpression="SET printed = :yes",
        ExpressionAttributeValues={":yes": True},
    )
    assert run(request)["shouldEndSession"] is True
    (job,) = jobs.scan()["Items"]
    assert job["printed"] is True


def test_another_skill_is_refused(jobs):
    request = order()
    request["context"]["System"]["application"]["applicationId"] = SKILL.replace("5d1e", "ffff")
    with pytest.raises(Exception):  # noqa: B017 - which error it is, is yours to choose
        run(request)
    assert jobs.scan()["Items"] == []


def test_the_other_requests_are_answered(jobs):
    assert run(event("launch"))["shouldEndSession"] is False
    assert run(event("help"))["outputSpeech"]
    stop = event("help")
    stop["request"]["intent"]["name"] = "AMAZON.StopIntent"
    assert run(stop)["shouldEndSession"] is True
    assert not run(event("session_ended")).get("outputSpeech")


def test_the_log_names_neither_user_nor_token(jobs, capsys, caplog):
    caplog.set_level("INFO")
    request = order()
    run(request)
    said = capsys.readouterr().out + caplog.text
    assert request["context"]["System"]["user"]["userId"] not in said
    assert request["context"]["System"]["apiAccessToken"] not in said
