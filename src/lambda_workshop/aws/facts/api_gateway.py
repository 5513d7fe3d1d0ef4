"""REST, HTTP and WebSocket APIs: how long they wait, and what they let through."""

from __future__ import annotations

from lambda_workshop.aws.facts.fact import KILOBYTE, MEGABYTE, Fact, Unit

_DAY = "2026-11-23"
_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
_REST = f"{_GUIDE}api-gateway-execution-service-limits-table.html"
_HTTP = f"{_GUIDE}http-api-quotas.html"
_WEBSOCKET = f"{_GUIDE}apigateway-execution-service-websocket-limits-table.html"

REST_INTEGRATION = Fact(29, Unit.SECONDS, _REST, _DAY)
REST_PAYLOAD = Fact(10 * MEGABYTE, Unit.BYTES, _REST, _DAY)
TEMPLATE = Fact(300 * KILOBYTE, Unit.BYTES, f"{_GUIDE}api-gateway-known-issues.html")
TEMPLATE_LOOPS = Fact(1_000, Unit.COUNT, _REST)
HTTP_INTEGRATION = Fact(30, Unit.SECONDS, _HTTP, _DAY)
HTTP_PAYLOAD = Fact(10 * MEGABYTE, Unit.BYTES, _HTTP, _DAY)
HTTP_AUTHORIZER = Fact(10, Unit.SECONDS, _HTTP, _DAY)
WEBSOCKET_INTEGRATION = Fact(29, Unit.SECONDS, _WEBSOCKET, _DAY)
WEBSOCKET_MESSAGE = Fact(128 * KILOBYTE, Unit.BYTES, _WEBSOCKET, _DAY)
WEBSOCKET_FRAME = Fact(32 * KILOBYTE, Unit.BYTES, _WEBSOCKET, _DAY)
WEBSOCKET_IDLE = Fact(600, Unit.SECONDS, _WEBSOCKET, _DAY)
WEBSOCKET_DURATION = Fact(7_200, Unit.SECONDS, _WEBSOCKET, _DAY)
