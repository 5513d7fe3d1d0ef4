"""Stands in for DynamoDB and for API Gateway's @connections, within the function process of the `handle` check.

Its text is appended to the learner's own, so that boto3 is real up to the request that it would send. Nothing of the
course can be imported here. `_workshop_probe` is what the check invokes.
"""

import json as _json
import re as _re
import traceback as _traceback
from typing import Any as _Any
from urllib.parse import unquote as _unquote
from urllib.parse import urlsplit as _urlsplit

_GOLDEN_HOST = "b7c1d09e.execute-api.us-east-1.amazonaws.com"
_MOST_BYTES = 128 * 1024
_EQUAL = _re.compile(r"^\(?\s*([#\w]+)\s*=\s*(:\w+)\s*\)?$")


class _Refused(Exception):
    """What AWS would answer instead: an HTTP status, the error's name, a sentence."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class _World:
    """One table, the open connections, and what was asked and posted during one invocation."""

    def __init__(self) -> None:
        self.table, self.stage = "", ""
        self.items: dict[str, dict[str, _Any]] = {}
        self.open: set[str] = set()
        self.asked: list[str] = []
        self.posted: list[dict[str, str]] = []

    def begin(self, told: dict[str, _Any]) -> None:
        """Forget the invocation before, and take this one's table and connections."""
        self.table, self.stage, self.open = told["table"], told["stage"], set(told["open"])
        self.items = {item["connectionId"]["S"]: item for item in told["items"]}
        self.asked, self.posted = [], []

    def answer(self, request: _Any) -> tuple[int, dict[str, str], bytes]:
        """What AWS answers to a prepared request of botocore's."""
        body = request.body or b""
        data = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else body.read()
        target = request.headers.get("X-Amz-Target", "")
        target = target.decode() if isinstance(target, bytes) else target
        try:
            if target.startswith("DynamoDB_"):
                kind = "application/x-amz-json-1.0"
                return 200, {"Content-Type": kind}, _json.dumps(self.tables(target.partition(".")[2], data)).encode()
            self.connections(request.method, request.url, data)
            return 200, {"Content-Type": "application/json"}, b""
        except _Refused as refused:
            said = _json.dumps({"__type": refused.code, "message": str(refused)}).encode()
            return refused.status, {"Content-Type": "application/json", "x-amzn-ErrorType": refused.code}, said

    def tables(self, operation: str, data: bytes) -> dict[str, _Any]:
        """The table's part."""
        asked = _json.loads(data)
        self.asked.append(operation)
        if asked.get("TableName", "").rpartition("/")[2] != self.table:
            raise _Refused(400, "ResourceNotFoundException", f"Requested resource not found: {asked.get('TableName')}")
        if operation in ("Query", "Scan"):
            found = [item for item in self.items.values() if self.wanted(operation, asked, item)]
            return {"Items": found, "Count": len(found), "ScannedCount": len(self.items)}
        given = asked.get("Item") or asked.get("Key") or {}
        key = given.get("connectionId", {}).get("S", "")
        if operation not in ("GetItem", "PutItem", "DeleteItem") or not key:
            raise _Refused(400, "ValidationException", f"this check's stand-in for DynamoDB cannot do this {operation}")
        if operation == "GetItem":
            return {"Item": self.items[key]} if key in self.items else {}
        if operation == "PutItem":
            self.items[key] = given
        else:
            self.items.pop(key, None)
        return {}

    def wanted(self, operation: str, asked: dict[str, _Any], item: dict[str, _Any]) -> bool:
        """Whether the item fits the one condition that the stand-in knows: an attribute equals a value."""
        condition = asked.get("KeyConditionExpression" if operation == "Query" else "FilterExpression", "")
        if not condition and operation == "Scan":
            return True
        parts = _EQUAL.match(condition)
        if parts is None:
            raise _Refused(400, "ValidationException", f"this check's stand-in knows `name = :value`, not: {condition}")
        name = asked.get("ExpressionAttributeNames", {}).get(parts[1], parts[1])
        if operation == "Query" and (name != "orderId" or asked.get("IndexName") != "by-order"):
            raise _Refused(400, "ValidationException", "Query condition missed key schema element: connectionId")
        return bool(item.get(name) == asked["ExpressionAttributeValues"][parts[2]])

    def connections(self, method: str, url: str, data: bytes) -> None:
        """API Gateway's part."""
        address = _urlsplit(url)
        found = _re.match(rf"^/{_re.escape(self.stage)}/(?:@|%40)connections/(.+)$", address.path)
        if address.hostname != _GOLDEN_HOST or found is None:
            raise _Refused(403, "ForbiddenException", f"Forbidden: {address.hostname}{address.path}")
        to = _unquote(found[1])
        self.asked.append(f"{method} @connections")
        if to not in self.open:
            raise _Refused(410, "GoneException", "")
        if len(data) > _MOST_BYTES:
            raise _Refused(413, "PayloadTooLargeException", f"{len(data)} bytes exceed the maximum of {_MOST_BYTES}")
        if method == "POST":
            self.posted.append({"to": to, "data": data.decode("utf-8", "replace")})


class _Raw:
    """A response's body as botocore reads it."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self, *_given: _Any, **_named: _Any) -> _Any:
        """All of it at once."""
        yield self._data


_workshop_world = _World()


def _workshop_stand_in() -> None:
    import botocore.httpsession
    from botocore.awsrequest import AWSResponse

    def send(_session: _Any, request: _Any) -> _Any:
        status, headers, body = _workshop_world.answer(request)
        return AWSResponse(request.url, status, headers, _Raw(body))

    botocore.httpsession.URLLib3Session.send = send


def _workshop_probe(told: dict[str, _Any], context: object) -> dict[str, _Any]:
    _workshop_stand_in()
    _workshop_world.begin(told)
    returned, raised = None, ""
    try:
        returned = globals()[told["handler"]](told["event"], context)
    except Exception as error:
        raised = f"{type(error).__name__}: {error}"
        print(_traceback.format_exc())
    left = sorted(_workshop_world.items)
    seen = {"asked": _workshop_world.asked, "posted": _workshop_world.posted, "left": left}
    return {"returned": returned, "raised": raised, **seen}
