"""Answers to browsers that ask across origins, from an API's CORS configuration.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
With a configuration, API Gateway answers OPTIONS on its own and ignores what a function says of other origins.
Without one it adds nothing, and OPTIONS is a method like all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.services.http_api.answers import Answer
from lambda_workshop.emulator.services.http_api.exchange import Exchange


def preflight(settings: Mapping[str, Any], exchange: Exchange) -> Answer:
    """The answer to OPTIONS: 204, with the headers that an allowed origin needs."""
    answer = Answer(204)
    if not exchange.header("access-control-request-method"):
        return answer
    allowed = headers(settings, exchange.header("origin"))
    if not allowed:
        return answer
    if settings.get("allowMethods"):
        allowed["access-control-allow-methods"] = ",".join(settings["allowMethods"])
    if settings.get("allowHeaders"):
        allowed["access-control-allow-headers"] = ",".join(settings["allowHeaders"])
    if settings.get("maxAge") is not None:
        allowed["access-control-max-age"] = str(settings["maxAge"])
    return answer.with_headers(allowed)


def decorate(answer: Answer, settings: Mapping[str, Any], exchange: Exchange) -> Answer:
    """The answer of an integration with the configured headers in place of its own."""
    return answer.without_cross_origin_headers().with_headers(headers(settings, exchange.header("origin")))


def headers(settings: Mapping[str, Any], origin: str) -> dict[str, str]:
    """The headers for a request from this origin; none when it names none, or one that is not allowed."""
    origins = [str(allowed).lower() for allowed in settings.get("allowOrigins") or []]
    if not origin:
        return {}
    if "*" in origins:
        found = {"access-control-allow-origin": "*"}
    elif origin.lower() in origins or f"{origin.lower().partition('://')[0]}://*" in origins:
        found = {"access-control-allow-origin": origin}
    else:
        return {}
    if settings.get("allowCredentials"):
        found["access-control-allow-credentials"] = "true"
    if settings.get("exposeHeaders"):
        found["access-control-expose-headers"] = ",".join(settings["exposeHeaders"])
    return found
