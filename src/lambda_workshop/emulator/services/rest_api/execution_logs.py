"""Execution logs: a stage whose methods log at INFO or ERROR writes each request's log to CloudWatch Logs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from __future__ import annotations

import hashlib
from typing import Any

from lambda_workshop.emulator.services.lambda_service.logs import LogStream
from lambda_workshop.emulator.services.rest_api.exchange import Exchange

EVENT_CHARACTERS = 1024
"""A log event of API Gateway is no longer than this.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
"""


def write(exchange: Exchange) -> None:
    """Write the request's log to `API-Gateway-Execution-Logs_{api}/{stage}`, when the stage's settings say so."""
    level = _level(exchange.stage.get("methodSettings") or {})
    failed = any("Execution failed" in line for line in exchange.log)
    if exchange.log and (level == "INFO" or (level == "ERROR" and failed)):
        name = hashlib.md5(exchange.request_id.encode(), usedforsecurity=False).hexdigest()
        stream = LogStream(f"API-Gateway-Execution-Logs_{exchange.api}/{exchange.stage_name}", name)
        for line in exchange.log:
            stream.write(f"({exchange.request_id}) {line.partition(' : ')[2]}"[:EVENT_CHARACTERS])
        stream.deliver()


def _level(settings: dict[str, Any]) -> str:
    entry = settings.get("*/*") or {}
    return str(entry.get("loggingLevel") or "OFF").upper()
