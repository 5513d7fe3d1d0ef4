"""Which function may stand at which event: what CloudFront checks before it takes an association.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambda_workshop.aws.edge.events import EventType
from lambda_workshop.aws.facts import Fact
from lambda_workshop.aws.facts import cloudfront as facts

REFUSED = "InvalidLambdaFunctionAssociation"
"""The code with which CreateDistribution and UpdateDistribution refuse an association."""
REGION = "us-east-1"
SERVICES = ("lambda.amazonaws.com", "edgelambda.amazonaws.com")
"""Both must be able to assume the function's role."""
_ARN = re.compile(
    r"arn:aws:lambda:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):function:(?P<name>[\w-]+)(?::(?P<q>.+))?$"
)


@dataclass(frozen=True)
class Limits:
    """What a function may take at one event: seconds, megabytes of memory, bytes of its package, of a response that
    it makes or changes, and of the request's body that it gets to see."""

    seconds: int
    memory: int
    package: int
    response: int
    body: int


def _limits(memory: Fact, body: Fact) -> Limits:
    return Limits(facts.TIMEOUT.value, memory.value, facts.PACKAGE.value, body.value, body.value)


_VIEWER = _limits(facts.VIEWER_MEMORY, facts.VIEWER_BODY)
_ORIGIN = _limits(facts.ORIGIN_MEMORY, facts.ORIGIN_BODY)


def limits(event: EventType) -> Limits:
    """The quotas of this event."""
    return _VIEWER if event.viewer else _ORIGIN


@dataclass(frozen=True)
class Association:
    """A function at one event of a cache behaviour."""

    event: EventType
    function: str
    include_body: bool = False

    @property
    def name(self) -> str:
        """The function's name."""
        found = _ARN.match(self.function)
        return found["name"] if found else self.function

    @property
    def version(self) -> str:
        """The function's version, as the ARN has it; empty when it has none."""
        found = _ARN.match(self.function)
        return (found["q"] or "") if found else ""


def problem_of_arn(arn: str) -> str:
    """Why CloudFront does not take this ARN, whatever function it names; empty when it does."""
    found = _ARN.match(arn)
    if found is None:
        return f"The function ARN is invalid. ARN: {arn}"
    if not (found["q"] or "").isdigit():
        # The words that CloudFront itself answers with, for $LATEST, for aliases and for no qualifier alike.
        return (
            "The function ARN must reference a specific function version. "
            f"(The ARN must end with the version number.) ARN: {arn}"
        )
    if found["region"] != REGION:
        return f"The function must be in region '{REGION}'. ARN: {arn}"
    return ""


def problem_of_function(
    association: Association, configuration: Mapping[str, Any] | None, trusted: Collection[str]
) -> str:
    """Why CloudFront does not take the function; empty when it does.

    Args:
        association: what is asked for; its ARN is known to be good.
        configuration: the version's, as GetFunctionConfiguration gives it; None when there is none.
        trusted: the services that may assume the function's role.
    """
    arn = association.function
    if configuration is None:
        return (
            "Lambda@Edge cannot retrieve the specified Lambda function. Update the IAM policy to add permission: "
            f"lambda:GetFunction for resource: {arn} and try again."
        )
    return next(_unsupported(configuration, arn), "") or (
        next(_too_large(association, configuration), "")
        or (
            ""
            if all(service in trusted for service in SERVICES)
            else "The function execution role must be assumable with edgelambda.amazonaws.com as well as "
            f"lambda.amazonaws.com principals. Update the IAM role and try again. Role: {configuration.get('Role', '')}"
        )
    )


def _unsupported(configuration: Mapping[str, Any], arn: str) -> Iterator[str]:
    runtime = str(configuration.get("Runtime", ""))
    if configuration.get("PackageType") == "Image":
        yield f"The function cannot be a container image. ARN: {arn}"
    elif not runtime.startswith(("python", "nodejs")):
        yield f"The function must use a supported runtime: Node.js or Python. Runtime: {runtime} ARN: {arn}"
    if configuration.get("Environment", {}).get("Variables"):
        yield f"The function cannot have environment variables. ARN: {arn}"
    if (vpc := configuration.get("VpcConfig")) and (vpc.get("SubnetIds") or vpc.get("SecurityGroupIds")):
        yield f"The function cannot have a VPC configuration. ARN: {arn}"
    if configuration.get("Layers"):
        yield f"The function cannot have layers. ARN: {arn}"
    if configuration.get("DeadLetterConfig", {}).get("TargetArn"):
        yield f"The function cannot have a dead letter queue. ARN: {arn}"
    if configuration.get("TracingConfig", {}).get("Mode") == "Active":
        yield f"The function cannot have active tracing. ARN: {arn}"
    if "arm64" in configuration.get("Architectures", ()):
        yield f"The function cannot use the arm64 architecture. ARN: {arn}"
    if configuration.get("EphemeralStorage", {}).get("Size", facts.STORAGE.value) > facts.STORAGE.value:
        yield f"The function cannot have more than 512 MB of ephemeral storage. ARN: {arn}"


def _too_large(association: Association, configuration: Mapping[str, Any]) -> Iterator[str]:
    allowed, arn = limits(association.event), association.function
    triggered = "for functions that are triggered by a CloudFront event"
    for what, given, most in (
        ("timeout is larger than the maximum allowed", configuration.get("Timeout", 3), allowed.seconds),
        ("memory size is larger than the maximum allowed size", configuration.get("MemorySize", 128), allowed.memory),
        ("code size is larger than the maximum allowed size", configuration.get("CodeSize", 0), allowed.package),
    ):
        if given > most:
            yield f"The function {what} {triggered}: {given} Max allowed: {most} Function: {arn}"


def problem_of_set(associations: Sequence[Association], functions: Collection[str]) -> str:
    """Why these cannot stand together at one behaviour; empty when they can.

    Args:
        associations: the behaviour's Lambda functions.
        functions: the events at which the behaviour has a CloudFront Function.
    """
    events = [association.event for association in associations]
    if twice := next((event for event in events if events.count(event) > 1), None):
        return f"You cannot associate more than one function with the event type {twice.value}."
    if functions and any(event.viewer for event in events):
        return "You cannot associate a Lambda function and a CloudFront function with viewer events."
    if wrong := next((item for item in associations if item.include_body and not item.event.request), None):
        return f"IncludeBody is only valid for viewer-request and origin-request. Event type: {wrong.event.value}"
    return ""
