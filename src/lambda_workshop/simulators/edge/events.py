"""The events that functions get.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-include-body-access.html
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from lambda_workshop.aws.edge.associations import Association, limits
from lambda_workshop.aws.edge.header_rules import visible
from lambda_workshop.simulators.edge.distribution import Distribution, Origin
from lambda_workshop.simulators.edge.messages import Request, Response


@dataclass(frozen=True)
class Moment:
    """What stands at one point of the way: the request, and in the two origin events its origin, in the two response
    events the response."""

    request: Request
    origin: Origin | None = None
    response: Response | None = None


def event(distribution: Distribution, request_id: str, association: Association, moment: Moment) -> dict[str, Any]:
    """The event for this function at this point."""
    config = {
        "distributionDomainName": distribution.domain,
        "distributionId": distribution.id,
        "eventType": association.event.value,
        "requestId": request_id,
    }
    cf: dict[str, Any] = {"config": config, "request": _request(association, moment)}
    if moment.response is not None:
        cf["response"] = {
            "headers": visible(moment.response.headers).as_event(),
            "status": str(moment.response.status),
            "statusDescription": moment.response.description,
        }
    return {"Records": [{"cf": cf}]}


def _request(association: Association, moment: Moment) -> dict[str, Any]:
    request = moment.request
    told: dict[str, Any] = {
        "clientIp": request.client_ip,
        "headers": visible(request.headers).as_event(),
        "method": request.method,
        "querystring": request.querystring,
        "uri": request.uri,
    }
    if moment.origin is not None:
        told["origin"] = origin(moment.origin, request.scheme)
    if association.include_body:
        shown = request.body[: limits(association.event).body]
        told["body"] = {
            "inputTruncated": len(shown) < len(request.body),
            "action": "read-only",
            "encoding": "base64",
            "data": base64.b64encode(shown).decode(),
        }
    return told


def origin(found: Origin, scheme: str) -> dict[str, Any]:
    """An origin as an event has it: either `custom` or `s3`."""
    if found.bucket:
        s3 = {
            "authMethod": "origin-access-identity" if found.signed == "identity" else "none",
            "customHeaders": found.headers.as_event(),
            "domainName": found.domain,
            "path": found.path,
            "region": found.region,
        }
        return {"s3": s3}
    protocol = {"https-only": "https", "http-only": "http"}.get(found.protocol, scheme)
    custom = {
        "customHeaders": found.headers.as_event(),
        "domainName": found.domain,
        "keepaliveTimeout": found.keep_alive,
        "path": found.path,
        "port": found.https_port if protocol == "https" else found.http_port,
        "protocol": protocol,
        "readTimeout": found.timeout,
        "sslProtocols": list(found.tls),
    }
    return {"custom": custom}
