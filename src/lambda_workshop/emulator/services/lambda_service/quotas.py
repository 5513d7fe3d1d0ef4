"""What the Lambda API refuses when a function is made or changed.

https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import unquote

from lambda_workshop.aws import arns
from lambda_workshop.aws.facts import lambda_functions as facts
from lambda_workshop.emulator.fallback import lambda_functions, sqs
from lambda_workshop.emulator.services.lambda_service.errors import Response, invalid_parameter, refused, validation

ENVIRONMENT_BYTES = facts.ENVIRONMENT.value
ZIP_BYTES = facts.PACKAGE.value
_REQUEST_BYTES = 70167211
"""What 50 MB come to as base64 in a request: the number that the refusal names."""
ACCOUNT_CONCURRENCY, UNRESERVED = facts.CONCURRENCY.value, facts.UNRESERVED.value
_NAME = re.compile(r"^[a-zA-Z0-9-_]{1,64}$")
_ROLE = re.compile(r"^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$")
_VARIABLE = re.compile(r"^[a-zA-Z]([a-zA-Z0-9_])+$")
_HANDLER = re.compile(r"^[^\s]+$")
_DESTINATION = re.compile(r"^arn:aws[a-z-]*:(sqs|sns|lambda|events|s3):")
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html; blocked ones cannot be chosen any more.
RUNTIMES = frozenset(
    {
        "python3.8", "python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14",
        "nodejs16.x", "nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x",
        "java8.al2", "java11", "java17", "java21", "java25", "dotnet6", "dotnet8", "dotnet10",
        "ruby3.2", "ruby3.3", "ruby3.4", "provided.al2", "provided.al2023",
    }
)  # fmt: skip
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
RESERVED = frozenset(
    {
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API",
        "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    }
)  # fmt: skip

ServiceHandler = Callable[..., Awaitable[Any]]
_FUNCTIONS = re.compile(r"^/20\d\d-\d\d-\d\d/functions(?:/(?P<name>[^/]+))?(?:/(?P<part>[a-z-]+))?/?$")


def checked(handler: ServiceHandler) -> ServiceHandler:
    """Refuse what AWS refuses before MiniStack takes it: `SERVICE_HANDLERS["lambda"]`."""

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        error = problem(method, path, body)
        return error if error is not None else await handler(method, path, headers, body, query)

    return handle


def problem(method: str, path: str, body: bytes) -> Response | None:
    """Why AWS would refuse this request; None when it may go on."""
    found = _FUNCTIONS.match(path)
    if found is None or method not in ("POST", "PUT"):
        return None
    checks: dict[tuple[str, str | None, str | None], Callable[[dict[str, Any]], Response | None]] = {
        ("POST", None, None): lambda made: _name(made) or _code(made.get("Code")) or _settings(made, creating=True),
        ("PUT", "NAME", "configuration"): lambda changed: _settings(changed, creating=False),
        ("PUT", "NAME", "code"): lambda changed: _code(changed, "UpdateFunctionCode"),
        ("PUT", "NAME", "concurrency"): lambda changed: _concurrency(changed, found["name"]),
        ("PUT", "NAME", "event-invoke-config"): _asynchronous,
        ("POST", "NAME", "event-invoke-config"): _asynchronous,
    }
    check = checks.get((method, found["name"] and "NAME", found["part"]))
    if check is None:
        return None
    try:
        data = json.loads(body or b"{}")
    except ValueError:
        return refused("SerializationException", "The request body is not JSON.")
    if not isinstance(data, dict):
        return refused("SerializationException", "The request body is not a JSON object.")
    return check(data)


def _name(data: Mapping[str, Any]) -> Response | None:
    name = str(data.get("FunctionName") or "")
    plain = name.rsplit(":function:", 1)[-1]
    if not _NAME.match(plain):
        return validation(name, "functionName", r"Member must satisfy regular expression pattern: [a-zA-Z0-9-_]{1,64}")
    return None


def _code(code: Any, operation: str = "CreateFunction") -> Response | None:
    """The package: 50 MB at most where it is sent directly."""
    if not isinstance(code, dict) or not code.get("ZipFile"):
        return None
    try:
        size = len(base64.b64decode(code["ZipFile"], validate=True))
    except (binascii.Error, TypeError, ValueError):
        return refused("SerializationException", "ZipFile is not base64.")
    if size > ZIP_BYTES:
        return refused(
            "RequestEntityTooLargeException",
            f"Request must be smaller than {_REQUEST_BYTES} bytes for the {operation} operation",
            413,
        )
    return None


def _settings(data: dict[str, Any], *, creating: bool) -> Response | None:
    image = data.get("PackageType") == "Image"
    if creating or "Role" in data:
        role = str(data.get("Role") or "")
        if not _ROLE.match(role):
            return validation(role, "role", r"Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:"
                              r"iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+")  # fmt: skip
    if (creating and not image) or "Runtime" in data:
        runtime = str(data.get("Runtime") or "")
        if runtime not in RUNTIMES:
            known = ", ".join(sorted(RUNTIMES))
            return invalid_parameter(
                f"Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
                f"[{known}] or be a valid ARN"
            )
    if (creating and not image) or "Handler" in data:
        handler = str(data.get("Handler") or "")
        if not _HANDLER.match(handler):
            return validation(handler, "handler", r"Member must satisfy regular expression pattern: [^\s]+")
        if len(handler) > (most := facts.LONGEST_HANDLER.value):
            return validation(handler, "handler", f"Member must have length less than or equal to {most}")
    if len(str(data.get("Description") or "")) > (most := facts.LONGEST_DESCRIPTION.value):
        return validation(data["Description"], "description", f"Member must have length less than or equal to {most}")
    for name, smallest, largest in (
        ("Timeout", facts.SHORTEST_TIMEOUT.value, facts.LONGEST_TIMEOUT.value),
        ("MemorySize", facts.SMALLEST_MEMORY.value, facts.LARGEST_MEMORY.value),
    ):
        if name in data and (error := _range(data[name], name, smallest, largest)):
            return error
    storage = (data.get("EphemeralStorage") or {}).get("Size")
    smallest, largest = facts.SMALLEST_STORAGE.value, facts.LARGEST_STORAGE.value
    if storage is not None and (error := _range(storage, "ephemeralStorage.size", smallest, largest)):
        return error
    if len(data.get("Layers") or []) > 5:
        return invalid_parameter("Cannot reference more than 5 layers.")
    return _environment((data.get("Environment") or {}).get("Variables")) or _dead_letters(data.get("DeadLetterConfig"))


def _range(value: Any, name: str, smallest: int, largest: int) -> Response | None:
    member = name[0].lower() + name[1:]
    if isinstance(value, bool) or not isinstance(value, int):
        return refused("SerializationException", f"{name} is not a whole number.")
    if value < smallest:
        return validation(value, member, f"Member must have value greater than or equal to {smallest}")
    if value > largest:
        return validation(value, member, f"Member must have value less than or equal to {largest}")
    return None


def _environment(variables: Any) -> Response | None:
    if variables is None:
        return None
    if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
        return refused("SerializationException", "Environment variables are text.")
    for name in variables:
        if name in RESERVED:
            return invalid_parameter(
                "Lambda was unable to configure your environment variables because the environment variables you have "
                "provided contains reserved keys that are currently not supported for modification. Reserved keys "
                f"used in this request: {name}"
            )
        if not _VARIABLE.match(name):
            return validation(name, "environment.variables", "Map keys must satisfy constraint: [Member must satisfy "
                              "regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]")  # fmt: skip
    measured = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)
    if len(measured.encode()) > ENVIRONMENT_BYTES:
        return invalid_parameter(
            "Lambda was unable to configure your environment variables because the environment variables you have "
            f"provided exceeded the 4KB limit. String measured: {measured}"
        )
    return None


def _dead_letters(config: Any) -> Response | None:
    target = str((config or {}).get("TargetArn") or "")
    if not target:
        return None
    if target.endswith(".fifo"):
        return invalid_parameter("The provided dead-letter target must not be FIFO.")
    if target.split(":")[2:3] == ["sqs"] and not _queue_exists(target):
        return invalid_parameter(f"The provided target queue does not exist: {target}")
    return None


def _queue_exists(arn: str) -> bool:
    return sqs.find(arn) is not None


def _asynchronous(data: dict[str, Any]) -> Response | None:
    for name, smallest, largest in (
        ("MaximumRetryAttempts", facts.FEWEST_RETRIES.value, facts.MOST_RETRIES.value),
        ("MaximumEventAgeInSeconds", facts.SHORTEST_EVENT_AGE.value, facts.LONGEST_EVENT_AGE.value),
    ):
        if data.get(name) is not None and (error := _range(data[name], name, smallest, largest)):
            return error
    for kind in ("OnSuccess", "OnFailure"):
        target = ((data.get("DestinationConfig") or {}).get(kind) or {}).get("Destination")
        if not target:
            continue
        if not _DESTINATION.match(str(target)):
            return invalid_parameter(f"The destination ARN {target} is invalid.")
        if str(target).endswith(".fifo"):
            return invalid_parameter(f"The provided destination config DestinationConfig({kind}) is invalid: FIFO.")
        if kind == "OnSuccess" and arns.service_of(str(target)) == "s3":
            return invalid_parameter("An S3 bucket is a destination for failed invocations only.")
        if arns.service_of(str(target)) == "sqs" and not _queue_exists(str(target)):
            return invalid_parameter(
                f"The function's execution role can't send to {target}: the destination does not exist."
            )
    return None


def _concurrency(data: dict[str, Any], name: str) -> Response | None:
    """At least 100 of the account's concurrency stay unreserved."""
    plain = lambda_functions.name_of(unquote(name))
    wanted = data.get("ReservedConcurrentExecutions")
    if wanted is None or isinstance(wanted, bool) or not isinstance(wanted, int) or wanted < 0:
        return validation(wanted, "reservedConcurrentExecutions", "Member must have value greater than or equal to 0")
    others = sum(
        lambda_functions.reserved_concurrency(record) or 0
        for other, record in lambda_functions.functions().items()
        if other != plain
    )
    if others + wanted > ACCOUNT_CONCURRENCY - UNRESERVED:
        return invalid_parameter(
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
            f"below its minimum value of [{UNRESERVED}]."
        )
    return None
