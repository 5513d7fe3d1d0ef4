"""Lambda functions, their event source mappings and their resource policies."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.aws import arns
from lambda_workshop.aws.arns import account_of
from lambda_workshop.aws.policies import Decision, Policy, Request, acting_for, may, parse, service
from lambda_workshop.checks.handler import Answer
from lambda_workshop.cloud.core import Cloud, missing
from lambda_workshop.cloud.waiting import until

_DURATION = re.compile(r"^REPORT RequestId: \S+\s+Duration: ([\d.]+) ms", re.MULTILINE)


@dataclass(frozen=True)
class Function:
    """A function's configuration. Time-out in seconds, memory in MB."""

    name: str
    arn: str
    role: str
    timeout: int
    memory: int
    handler: str
    environment: Mapping[str, str]
    code_sha256: str = ""


@dataclass(frozen=True)
class EventSourceMapping:
    """An event source mapping."""

    uuid: str
    source_arn: str
    function_arn: str
    state: str
    settings: Mapping[str, Any]


def find(cloud: Cloud, name: str, qualifier: str = "") -> Function | None:
    """The function, or None when there is none of that name."""
    arguments = {"FunctionName": name} | ({"Qualifier": qualifier} if qualifier else {})
    try:
        found = cloud.client("lambda").get_function_configuration(**arguments)
    except ClientError as error:
        if missing(error):
            return None
        raise
    return Function(
        name=found["FunctionName"],
        arn=found["FunctionArn"],
        role=found["Role"],
        timeout=found["Timeout"],
        memory=found["MemorySize"],
        handler=found.get("Handler", ""),
        environment=found.get("Environment", {}).get("Variables", {}),
        code_sha256=found.get("CodeSha256", ""),
    )


def names(cloud: Cloud) -> list[str]:
    """The names of all functions of the section, in order."""
    pages = cloud.client("lambda").get_paginator("list_functions").paginate()
    found = [function["FunctionName"] for page in pages for function in page["Functions"]]
    return sorted(name for name in found if name.startswith(cloud.prefix))


def invoke(cloud: Cloud, name: str, event: object, *, qualifier: str = "") -> Answer:
    """Call the function and wait for its answer."""
    arguments = {"FunctionName": name, "Payload": json.dumps(event).encode(), "LogType": "Tail"}
    if qualifier:
        arguments["Qualifier"] = qualifier
    began = time.monotonic()
    answer = cloud.client("lambda").invoke(**arguments)
    payload = answer["Payload"].read()
    seconds = time.monotonic() - began
    value = json.loads(payload) if payload else None
    failed = "FunctionError" in answer
    log = base64.b64decode(answer.get("LogResult", "")).decode("utf-8", "replace")
    if ran := _DURATION.search(log):
        cloud.note_overhead(seconds - float(ran[1]) / 1000)
    return Answer(
        value=None if failed else value,
        error=value if failed else None,
        log=log,
        seconds=seconds,
        status=answer["StatusCode"],
        request_id=answer["ResponseMetadata"].get("RequestId", ""),
    )


def renew(cloud: Cloud, function: Function, mark: str) -> None:
    """Give the function new environments by a variable `WORKSHOP_MARK`, and wait until they are used."""
    client, variables = cloud.client("lambda"), {**function.environment, "WORKSHOP_MARK": mark}
    client.update_function_configuration(FunctionName=function.name, Environment={"Variables": variables})
    client.get_waiter("function_updated_v2").wait(
        FunctionName=function.name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 300}
    )


def event_settings(cloud: Cloud, name: str, *, qualifier: str = "") -> Mapping[str, Any] | None:
    """The settings for asynchronous invocation of the function, or of its version or alias; None when it has none.

    https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html
    """
    arguments = {"FunctionName": name} | ({"Qualifier": qualifier} if qualifier else {})
    try:
        found: dict[str, Any] = cloud.client("lambda").get_function_event_invoke_config(**arguments)
    except ClientError as error:
        if missing(error):
            return None
        raise
    return found


def mappings(cloud: Cloud, *, function: str = "", source_arn: str = "") -> list[EventSourceMapping]:
    """The event source mappings of a function, of a source, or of both; those that are being deleted are left out."""
    arguments = {"FunctionName": function} if function else {}
    if source_arn:
        arguments["EventSourceArn"] = source_arn
    try:
        found = cloud.client("lambda").list_event_source_mappings(**arguments)["EventSourceMappings"]
    except ClientError as error:
        if missing(error):
            return []
        raise
    return [
        EventSourceMapping(
            item["UUID"], item.get("EventSourceArn", ""), item["FunctionArn"], item.get("State", ""), item
        )
        for item in found
        if item.get("State") != "Deleting"
    ]


def settled(cloud: Cloud, mapping: EventSourceMapping, *, timeout: float = 15.0) -> EventSourceMapping:
    """The mapping as it is once it is Enabled or Disabled, and no longer on its way there.

    Raises:
        TimedOut: it did not settle in that many seconds.
    """

    def look() -> EventSourceMapping | None:
        item = cloud.client("lambda").get_event_source_mapping(UUID=mapping.uuid)
        return (
            replace(mapping, state=item["State"], settings=item) if item["State"] in ("Enabled", "Disabled") else None
        )

    return until("the mapping to be Enabled", look, timeout=timeout, every=0.1)


def policy(cloud: Cloud, name: str, qualifier: str = "") -> Policy:
    """The resource policy of the function, or of its version or alias; an empty one when it has none."""
    arguments = {"FunctionName": name} | ({"Qualifier": qualifier} if qualifier else {})
    try:
        return parse(cloud.client("lambda").get_policy(**arguments)["Policy"])
    except ClientError as error:
        if missing(error):
            return Policy()
        raise


def decision(
    cloud: Cloud,
    name: str,
    principal: str,
    *,
    source_arn: str = "",
    source_account: str = "",
    token: str = "",
    qualifier: str = "",
) -> Decision:
    """Whether the function's policy lets this service invoke it.

    Args:
        cloud: where the function is.
        name: its name.
        principal: the service, such as `sns.amazonaws.com`.
        source_arn: the resource that the service acts for.
        source_account: the resource's owner, where its ARN does not say so: a bucket's. Ours when left out.
        token: what a service names itself by instead: a skill's id.
        qualifier: the version or alias that is invoked, which has a policy of its own.

    https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
    """
    context = acting_for(source_arn, source_account or account_of(source_arn) or (cloud.account if source_arn else ""))
    if token:
        context["lambda:EventSourceToken"] = token
    target = arns.function(cloud.region, cloud.account, name, qualifier)
    request = Request("lambda:InvokeFunction", target, service(principal), context)
    return may(request, resource_policy=policy(cloud, name, qualifier))


def refusal(
    cloud: Cloud,
    name: str,
    principal: str,
    *,
    source_arn: str = "",
    source_account: str = "",
    token: str = "",
    qualifier: str = "",
) -> str:
    """Why this service may not invoke the function, in a sentence; empty when it may. Arguments as of `decision`."""
    found = decision(
        cloud,
        name,
        principal,
        source_arn=source_arn,
        source_account=source_account,
        token=token,
        qualifier=qualifier,
    )
    return "" if found.allowed else f"the policy of `{name}` {found.reason}"


def zip_of(files: Mapping[str, str | bytes]) -> bytes:
    """A deployment package with these files; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return buffer.getvalue()


def sha256_of(package: bytes) -> str:
    """What `Function.code_sha256` is for this package: SHA-256, in base64."""
    return base64.b64encode(hashlib.sha256(package).digest()).decode()
