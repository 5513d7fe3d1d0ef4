"""Answers of services that speak JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback.ministack import Response, responses


def answer(content: Mapping[str, Any], status: int = 200) -> Response:
    """A successful answer."""
    return responses.json_response(content, status)


def error(code: str, message: str, status: int = 400) -> Response:
    """An error with AWS's code for it, such as `ResourceNotFoundException`."""
    return responses.error_response_json(code, message, status)
