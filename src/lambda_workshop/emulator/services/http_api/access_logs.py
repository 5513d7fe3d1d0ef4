"""Access logs of a stage: the only place that says why a request became 500.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambda_workshop.emulator.services.http_api.answers import Answer, Failed
from lambda_workshop.emulator.services.http_api.exchange import Authorized, Exchange
from lambda_workshop.emulator.services.lambda_service.logs import LogStream

_VARIABLE = re.compile(r"\$context\.([A-Za-z0-9_.:-]*[A-Za-z0-9_])")
_GROUP = re.compile(r"arn:aws:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?")


@dataclass
class Entry:
    """What is known of a request by now; `exchange` is replaced once the route is."""

    exchange: Exchange
    authorized: Authorized | None = None
    failure: Failed | None = None
    integration_seconds: float | None = None


def is_log_group(arn: str) -> bool:
    """Whether this is the ARN of a log group."""
    return bool(_GROUP.fullmatch(arn))


def write(stage: Mapping[str, Any], entry: Entry, answer: Answer) -> None:
    """Write the request's line in the stage's format, when the stage has access logs."""
    settings = stage.get("accessLogSettings") or {}
    group, form = _GROUP.fullmatch(str(settings.get("destinationArn") or "")), str(settings.get("format") or "")
    if group is None or not form:
        return
    known = _variables(entry, answer)

    def value(found: re.Match[str]) -> str:
        text = known.get(found[1])
        # What has no value is a hyphen, as in every access log.
        return "-" if text in (None, "") else str(text)

    stream = LogStream(group[1], f"{entry.exchange.api}-{time.strftime('%Y-%m-%d-%H', time.gmtime())}")
    stream.write(_VARIABLE.sub(value, form))
    stream.deliver()


def _variables(entry: Entry, answer: Answer) -> dict[str, Any]:
    exchange, failure, authorized = entry.exchange, entry.failure, entry.authorized or Authorized()
    why = failure.why if failure else ""
    known: dict[str, Any] = {
        "accountId": exchange.account,
        "apiId": exchange.api,
        "authorizer.error": failure.authorizer if failure else "",
        "dataProcessed": len(exchange.body),
        "domainName": exchange.domain,
        "domainPrefix": exchange.api,
        "error.message": str(failure) if failure else "",
        "error.messageString": f'"{failure}"' if failure else "",
        "error.responseType": _kind(failure),
        "extendedRequestId": exchange.request_id,
        "httpMethod": exchange.method,
        "identity.sourceIp": exchange.client,
        "identity.userAgent": exchange.header("user-agent"),
        "integration.error": why,
        "integrationErrorMessage": why,
        "integration.latency": _milliseconds(entry.integration_seconds),
        "integrationLatency": _milliseconds(entry.integration_seconds),
        "integrationStatus": None if entry.integration_seconds is None else 200,
        "integration.integrationStatus": None if failure or entry.integration_seconds is None else answer.status,
        "path": exchange.path_with_stage,
        "protocol": "HTTP/1.1",
        "requestId": exchange.request_id,
        "requestTime": exchange.time,
        "requestTimeEpoch": int(exchange.received),
        "responseLatency": _milliseconds(time.time() - exchange.received),
        "responseLength": len(answer.body),
        "routeKey": exchange.route_key if entry.authorized or failure is None or failure.status != 404 else "",
        "stage": exchange.stage,
        "status": answer.status,
    }
    known |= {f"authorizer.claims.{name}": value for name, value in (authorized.claims or {}).items()}
    return known | {f"authorizer.{name}": value for name, value in (authorized.context or {}).items()}


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds * 1000)


def _kind(failure: Failed | None) -> str:
    """The kind of the API's own answer, such as `UNAUTHORIZED`."""
    kinds = {401: "UNAUTHORIZED", 403: "ACCESS_DENIED", 404: "MISSING_ROUTE", 413: "REQUEST_TOO_LARGE"}
    if failure is None:
        return ""
    return kinds.get(failure.status, "INTEGRATION_FAILURE" if failure.why else "DEFAULT_5XX")
