"""What Lambda refuses when a function is made or changed.

https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from deployed import Deployed, deploy, package, settings

if TYPE_CHECKING:
    from localstack_client.session import Session

SOURCE = "def handler(event, context):\n    return 1\n"
LARGEST = "failed to satisfy constraint: Member must have value less than or equal to"
SMALLEST = "failed to satisfy constraint: Member must have value greater than or equal to"
LAYER = "arn:aws:lambda:us-east-1:000000000000:layer:l:1"
INVALID, VALIDATION = "InvalidParameterValueException", "ValidationException"


def variables(**values: str) -> dict[str, Any]:
    """A function's environment."""
    return {"Environment": {"Variables": values}}


@pytest.fixture
def functions(session: Session) -> Any:
    """A Lambda client that sends what it is given: it is the service that has to refuse."""
    return session.client("lambda", config=Config(parameter_validation=False))


@pytest.fixture
def function(session: Session, account: str) -> Deployed:
    """A function that exists."""
    return deploy(session, account, SOURCE)


def refusal(call: Any, **arguments: Any) -> tuple[str, str]:
    """Code and message with which the call is refused."""
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.mark.parametrize(
    ("change", "code", "part"),
    [
        ({"Timeout": 901}, VALIDATION, f"'timeout' {LARGEST} 900"),
        ({"Timeout": 0}, VALIDATION, f"'timeout' {SMALLEST} 1"),
        ({"MemorySize": 127}, VALIDATION, f"'memorySize' {SMALLEST} 128"),
        ({"MemorySize": 20000}, VALIDATION, f"'memorySize' {LARGEST} 10240"),
        ({"EphemeralStorage": {"Size": 511}}, VALIDATION, "'ephemeralStorage.size' failed"),
        ({"Role": "any"}, VALIDATION, "'role' failed to satisfy constraint"),
        ({"Handler": "two words"}, VALIDATION, "'handler' failed to satisfy constraint"),
        ({"Handler": "h." + "x" * 127}, VALIDATION, "Member must have length less than or equal to 128"),
        ({"Description": "x" * 257}, VALIDATION, "Member must have length less than or equal to 256"),
        ({"Runtime": "python9.9"}, INVALID, "Value python9.9 at 'runtime' failed to satisfy constraint: Member"),
        ({"Runtime": "python3.7"}, INVALID, "Value python3.7 at 'runtime'"),
        (variables(AWS_REGION="x"), INVALID, "Reserved keys used in this request: AWS_REGION"),
        (variables(A="one letter"), VALIDATION, "[a-zA-Z]([a-zA-Z0-9_])+"),
        (variables(AB="x" * 4090), INVALID, "exceeded the 4KB limit. String measured: {\"AB\":\"xxx"),
        ({"Layers": [LAYER] * 6}, INVALID, "Cannot reference more than 5 layers."),
        ({"DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:000000000000:none"}}, INVALID, "does not exist"),
        ({"DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:000000000000:q.fifo"}}, INVALID, "FIFO"),
    ],
)  # fmt: skip
def test_a_setting_outside_of_what_aws_allows_is_refused_on_creation_and_on_change(
    functions: Any, function: Deployed, account: str, change: dict[str, Any], code: str, part: str
) -> None:
    for answer in (
        refusal(functions.create_function, **settings("new", SOURCE, account, **change)),
        refusal(functions.update_function_configuration, FunctionName="f", **change),
    ):
        assert answer[0] == code
        assert part in answer[1]
    assert [one["FunctionName"] for one in functions.list_functions()["Functions"]] == ["f"]


@pytest.mark.parametrize("name", ["x" * 65, "two words", "a/b", "ž"])
def test_a_name_is_at_most_64_letters_digits_hyphens_and_underscores(functions: Any, account: str, name: str) -> None:
    code, message = refusal(functions.create_function, **settings(name, SOURCE, account))
    assert code == VALIDATION
    assert f"Value '{name}' at 'functionName' failed to satisfy constraint" in message


def test_the_largest_values_are_taken(functions: Any, account: str) -> None:
    functions.create_function(
        **settings("x" * 64, SOURCE, account, Timeout=900, MemorySize=10240, EphemeralStorage={"Size": 10240})
        | {"Environment": {"Variables": {"AB": "x" * (4096 - len('{"AB":""}'))}}}
    )
    assert functions.get_function_configuration(FunctionName="x" * 64)["Timeout"] == 900


def test_a_package_sent_directly_has_at_most_50_megabytes(functions: Any, function: Deployed, account: str) -> None:
    large = secrets.token_bytes(50 * 1024 * 1024 + 1)
    arguments = settings("new", SOURCE, account) | {"Code": {"ZipFile": large}}
    assert refusal(functions.create_function, **arguments) == (
        "RequestEntityTooLargeException",
        "Request must be smaller than 70167211 bytes for the CreateFunction operation",
    )
    code, _ = refusal(functions.update_function_code, FunctionName="f", ZipFile=large)
    assert code == "RequestEntityTooLargeException"


def test_reserved_concurrency_leaves_a_hundred_for_the_others(
    function: Deployed, session: Session, account: str
) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""
    reserve = function.functions.put_function_concurrency
    expected = (
        INVALID,
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
        "below its minimum value of [100].",
    )
    assert refusal(reserve, FunctionName="f", ReservedConcurrentExecutions=901) == expected
    reserve(FunctionName="f", ReservedConcurrentExecutions=900)
    reserve(FunctionName="f", ReservedConcurrentExecutions=800)
    arn = function.functions.get_function_configuration(FunctionName="f")["FunctionArn"]
    reserve(FunctionName=arn, ReservedConcurrentExecutions=900)
    deploy(session, account, SOURCE, name="g")
    assert refusal(reserve, FunctionName="g", ReservedConcurrentExecutions=1) == expected
    function.functions.delete_function_concurrency(FunctionName="f")
    reserve(FunctionName="g", ReservedConcurrentExecutions=1)


@pytest.mark.parametrize(
    "change",
    [
        {"MaximumRetryAttempts": 3},
        {"MaximumRetryAttempts": -1},
        {"MaximumEventAgeInSeconds": 59},
        {"MaximumEventAgeInSeconds": 21601},
        {"DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:000000000000:q.fifo"}}},
        {"DestinationConfig": {"OnSuccess": {"Destination": "arn:aws:s3:::bucket"}}},
    ],
)
def test_asynchronous_settings_outside_of_what_aws_allows_are_refused(
    functions: Any, function: Deployed, change: dict[str, Any]
) -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html"""
    code, _ = refusal(functions.put_function_event_invoke_config, FunctionName="f", **change)
    assert code in (INVALID, VALIDATION)
    assert functions.list_function_event_invoke_configs(FunctionName="f")["FunctionEventInvokeConfigs"] == []


def test_a_function_without_a_policy_has_none(function: Deployed) -> None:
    code, _ = refusal(function.functions.get_policy, FunctionName="f")
    assert code == "ResourceNotFoundException"


def test_a_refused_change_changes_nothing(function: Deployed, functions: Any) -> None:
    refusal(functions.update_function_configuration, FunctionName="f", Timeout=901, MemorySize=256)
    assert function.functions.get_function_configuration(FunctionName="f")["MemorySize"] == 128
    function.functions.update_function_code(FunctionName="f", ZipFile=package(SOURCE.replace("1", "2")))
    assert function.invoke().value == 2
