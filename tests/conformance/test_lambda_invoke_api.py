"""The Invoke operation: what it takes, what it refuses, what it answers.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from deployed import Deployed, deploy, eventually, log_exists, package

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("direct")

TAKES_ANYTHING = pytest.mark.differs(localstack="takes a payload that is not JSON")

ECHO = "def handler(event, context):\n    return event\n"
MB = 1024 * 1024


@pytest.fixture
def echo(session: Session, account: str) -> Deployed:
    """A function that returns its event."""
    return deploy(session, account, ECHO)


def refusal(function: Deployed, **arguments: Any) -> tuple[int, str, str]:
    """Status, code and message with which Invoke refuses."""
    with pytest.raises(ClientError) as raised:
        function.functions.invoke(**({"FunctionName": function.name} | arguments))
    error = raised.value.response
    return error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Code"], error["Error"]["Message"]


@pytest.mark.differs(localstack="writes the answer's JSON anew")
def test_the_answer_is_what_the_function_returned_byte_for_byte(echo: Deployed) -> None:
    assert echo.invoke({"b": 1, "a": "ž"}).payload == '{"b": 1, "a": "ž"}'.encode()
    assert echo.invoke(Payload=b"null").payload == b"null"
    assert echo.invoke(Payload=b"").value == {}


def test_the_request_id_is_that_of_the_function_and_of_its_log(session: Session, account: str) -> None:
    function = deploy(session, account, "def handler(event, context):\n    return context.aws_request_id\n")
    reply = function.invoke()
    assert reply.value == reply.request_id
    assert f"START RequestId: {reply.request_id} Version: $LATEST\n" in reply.tail
    assert function.invoke().request_id != reply.request_id


@pytest.mark.differs(localstack="payload quotas do not hold, or with other errors")
def test_a_synchronous_payload_may_have_six_megabytes(echo: Deployed) -> None:
    assert len(echo.invoke("x" * (6 * MB - 2)).value) == 6 * MB - 2
    status, code, message = refusal(echo, Payload=json.dumps("x" * (6 * MB - 1)))
    assert (status, code) == (413, "RequestTooLargeException")
    assert message == "6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)"


@pytest.mark.differs(localstack="payload quotas do not hold, or with other errors")
def test_an_asynchronous_payload_may_have_one_megabyte(echo: Deployed) -> None:
    fits, too_much = json.dumps("x" * (MB - 2)), json.dumps("x" * (MB - 1))
    assert echo.functions.invoke(FunctionName="f", InvocationType="Event", Payload=fits)["StatusCode"] == 202
    status, code, message = refusal(echo, InvocationType="Event", Payload=too_much)
    assert (status, code) == (413, "RequestTooLargeException")
    assert message == "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)"


@pytest.mark.differs(localstack="payload quotas do not hold, or with other errors")
def test_an_answer_over_six_megabytes_is_an_error(session: Session, account: str) -> None:
    reply = deploy(session, account, "def handler(event, context):\n    return 'x' * event\n").invoke(7 * MB)
    assert reply.error == "Unhandled"
    assert reply.value == {
        "errorType": "Function.ResponseSizeTooLarge",
        "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    }


@pytest.mark.parametrize(
    "payload", [*(pytest.param(text, marks=TAKES_ANYTHING) for text in (b"{", b"not json", b"{'a': 1}")), b"\xff\xfe"]
)
def test_a_payload_that_is_not_json_is_refused_and_nothing_runs(echo: Deployed, payload: bytes) -> None:
    status, code, message = refusal(echo, Payload=payload)
    assert (status, code) == (400, "InvalidRequestContentException")
    assert message.startswith("Could not parse request body into json: ")
    assert not log_exists(echo)


@pytest.mark.differs(localstack="names $LATEST in the error of a function that does not exist")
def test_unknown_functions_and_qualifiers_are_not_found(echo: Deployed, account: str) -> None:
    arn = f"arn:aws:lambda:us-east-1:{account}:function"
    missing = "ResourceNotFoundException"
    assert refusal(echo, FunctionName="none") == (404, missing, f"Function not found: {arn}:none")
    assert refusal(echo, Qualifier="7") == (404, missing, f"Function not found: {arn}:f:7")
    assert refusal(echo, Qualifier="live") == (404, missing, f"Function not found: {arn}:f:live")


def test_a_function_can_be_named_by_its_arn(echo: Deployed, account: str) -> None:
    for name in (f"arn:aws:lambda:us-east-1:{account}:function:f", "f:$LATEST"):
        assert echo.functions.invoke(FunctionName=name, Payload=b"1")["Payload"].read() == b"1"


def test_a_dry_run_runs_nothing(echo: Deployed) -> None:
    assert echo.functions.invoke(FunctionName="f", InvocationType="DryRun")["StatusCode"] == 204
    assert not log_exists(echo)


def test_an_event_is_accepted_at_once_and_runs_later(session: Session, account: str) -> None:
    source = (
        "import threading\ndef handler(event, context):\n    threading.Event().wait(0.5)\n    print('ran', event)\n"
    )
    function = deploy(session, account, source)
    answer = function.functions.invoke(FunctionName="f", InvocationType="Event", Payload=b"7")
    assert (answer["StatusCode"], answer["Payload"].read()) == (202, b"")
    eventually(lambda: log_exists(function) and any("ran 7" in log for log in function.streams().values()), "the log")
    (lines,) = function.streams().values()
    assert f"START RequestId: {answer['ResponseMetadata']['HTTPHeaders']['x-amzn-requestid']} Version: $LATEST" in lines


@pytest.mark.differs(localstack="the log's tail has other lines than AWS's")
def test_the_tail_is_the_last_four_kilobytes_of_the_log(session: Session, account: str) -> None:
    source = "def handler(event, context):\n    for number in range(1000):\n        print('line', number)\n"
    function = deploy(session, account, source)
    tail = function.invoke().tail
    assert len(tail.encode()) == 4096
    assert "line 999\nEND RequestId: " in tail
    assert tail.splitlines()[-1].startswith("REPORT RequestId: ")
    assert function.invoke(LogType="None").tail == ""


def test_an_alias_with_weights_divides_the_invocations(session: Session, account: str) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html"""
    function = deploy(session, account, "def handler(event, context):\n    return 'old'\n")
    function.functions.publish_version(FunctionName="f")
    new = package("def handler(event, context):\n    return [context.function_version, context.invoked_function_arn]\n")
    function.functions.update_function_code(FunctionName="f", ZipFile=new)
    function.functions.publish_version(FunctionName="f")
    function.functions.create_alias(
        FunctionName="f", Name="live", FunctionVersion="1", RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}}
    )
    replies = [function.invoke(Qualifier="live") for _ in range(40)]
    drawn = Counter(reply.version for reply in replies)
    assert set(drawn) == {"1", "2"}
    assert min(drawn.values()) >= 5
    assert all((reply.value == "old") == (reply.version == "1") for reply in replies)
    arn = f"arn:aws:lambda:us-east-1:{account}:function:f:live"
    assert next(reply.value for reply in replies if reply.version == "2") == ["2", arn]


@pytest.mark.differs(localstack="drops the client context")
def test_the_client_context_reaches_the_function(session: Session, account: str) -> None:
    source = "def handler(event, context):\n    return context.client_context.custom\n"
    function = deploy(session, account, source)
    encoded = base64.b64encode(json.dumps({"custom": {"shop": "7"}}).encode()).decode()
    assert function.invoke(ClientContext=encoded).value == {"shop": "7"}
    status, code, _ = refusal(function, ClientContext="not base64!")
    assert (status, code) == (400, "InvalidRequestContentException")


@pytest.mark.differs(localstack="has no response streams")
def test_a_streamed_answer_comes_in_events(session: Session, account: str) -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html"""
    function = deploy(session, account, "def handler(event, context):\n    return {'streamed': event}\n")
    answer = function.functions.invoke_with_response_stream(FunctionName="f", Payload=b"7")
    chunks = [event["PayloadChunk"]["Payload"] for event in answer["EventStream"] if "PayloadChunk" in event]
    assert json.loads(b"".join(chunks)) == {"streamed": 7}
