"""Events for the handler, made from the golden ones, and what CloudFront would do with its answers."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, NotYet
from lambda_workshop.simulators.edge import EventType, Headers
from lambda_workshop.simulators.edge.answers import read_request_answer, read_response_answer
from lambda_workshop.simulators.edge.distribution import Origin, bucket_of
from lambda_workshop.simulators.edge.events import Moment
from lambda_workshop.simulators.edge.messages import Request, Response
from lambda_workshop.simulators.edge.pages import Failed

_EVENTS = Path(__file__).parent / "events"
_WORDS = ("harbour", "matt", "poster", "canvas", "wedding", "alps", "frame", "postcard")


@dataclass(frozen=True)
class Visit:
    """One event that the handler was given, and what it answered."""

    event: dict[str, Any]
    answer: Answer

    @property
    def kind(self) -> str:
        """The event's type."""
        return str(self.cf["config"]["eventType"])

    @property
    def cf(self) -> dict[str, Any]:
        """What the event tells."""
        told: dict[str, Any] = self.event["Records"][0]["cf"]
        return told

    @property
    def uri(self) -> str:
        """The path that the event has."""
        return str(self.cf["request"]["uri"])

    @property
    def evidence(self) -> str:
        """The event in short, and the answer."""
        told = {"eventType": self.kind, "uri": self.uri, "cookie": cookies_of(self.cf["request"])}
        if "response" in self.cf:
            told["status"] = self.cf["response"]["status"]
        given = self.answer.error_text or json.dumps(self.answer.value, indent=2)
        return f"the event has:\n  {json.dumps(told)}\nanswered:\n{_indented(given)}"

    def judged(self) -> Request | Response:
        """What CloudFront goes on with: a request, or a response.

        Raises:
            NotYet: the handler raised, or CloudFront answers 502.
        """
        if self.answer.error is not None:
            raise NotYet(
                f"at {self.kind} the handler raised `{self.answer.error_text}`: the viewer gets a 503",
                expected="no exception leaves the handler",
                advice="not every request has a cookie, and not every event has a response",
                evidence=self.evidence,
            )
        kind, moment = EventType(self.kind), moment_of(self.cf)
        try:
            if moment.response is not None:
                return read_response_answer(kind, moment.response, self.answer.value, [])
            after = read_request_answer(kind, moment, self.answer.value, [])
        except Failed as failure:
            raise NotYet(
                f"at {self.kind} CloudFront answers 502: {failure.fault.text}"
                + (f" It is {failure.detail}." if failure.detail else ""),
                expected="the event's own request or response, changed where the table says so",
                advice=f"look at what your function returns for `{self.uri}`",
                evidence=self.evidence,
            ) from failure
        return after.response or after.request

    def request(self) -> Request:
        """The request that CloudFront goes on with; raises NotYet when the handler answered itself."""
        judged = self.judged()
        if isinstance(judged, Response):
            raise NotYet(
                f"the handler answered `{self.uri}` itself, with {judged.status}",
                expected="the request, so that CloudFront goes on",
                advice="return `request` for every path but `/sale`",
                evidence=self.evidence,
            )
        return judged

    def response(self) -> Response:
        """The response that CloudFront goes on with; raises NotYet when the handler returned the request."""
        judged = self.judged()
        if isinstance(judged, Request):
            raise NotYet(
                f"the handler returned the request for `{self.uri}`, so CloudFront goes on with it",
                expected="a response of its own",
                advice="return a dictionary with `status` and `headers`",
                evidence=self.evidence,
            )
        return judged


def golden(name: str) -> dict[str, Any]:
    """A golden event."""
    found: dict[str, Any] = json.loads((_EVENTS / f"{name}.json").read_text("utf-8"))
    return found


def event(kind: str, uri: str, *, cookies: Sequence[str] = (), status: str = "200", query: str = "") -> dict[str, Any]:
    """The golden event of this kind for another path, with these Cookie headers, or with this status."""
    made = copy.deepcopy(golden(kind.replace("-", "_")))
    cf = made["Records"][0]["cf"]
    cf["request"].update(uri=uri, querystring=query)
    cf["request"]["headers"].pop("cookie", None)
    if cookies:
        cf["request"]["headers"]["cookie"] = [{"key": "Cookie", "value": line} for line in cookies]
    if "response" in cf:
        description = {"200": "OK", "304": "Not Modified", "403": "Forbidden", "404": "Not Found"}.get(status, "Error")
        cf["response"].update(status=status, statusDescription=description)
    return made


def with_header(made: dict[str, Any], name: str, *values: str) -> dict[str, Any]:
    """The event, with this header in its response as often as there are values."""
    headers = made["Records"][0]["cf"]["response"]["headers"]
    headers[name.lower()] = [{"key": name, "value": value} for value in values]
    return made


def moment_of(cf: dict[str, Any]) -> Moment:
    """What the event's function was called with, as the edge knows it."""
    told = cf["request"]
    request = Request(
        told["method"], told["uri"], told["querystring"], Headers.from_event(told["headers"]), b"", told["clientIp"]
    )
    origin = None
    if s3 := told.get("origin", {}).get("s3"):
        bucket, region = bucket_of(s3["domainName"])
        origin = Origin("site", s3["domainName"], s3["path"], Headers(), bucket, region)
    response = None
    if given := cf.get("response"):
        status, reason = int(given["status"]), given["statusDescription"]
        response = Response(status, Headers.from_event(given["headers"]), b"the origin's", reason)
    return Moment(request, origin, response)


def cookies_of(request: dict[str, Any]) -> str:
    """The request's Cookie headers, as text."""
    return " | ".join(item["value"] for item in request["headers"].get("cookie", []))


def path(random: Random, ending: str = "") -> str:
    """A path that nobody knows beforehand."""
    parts = random.sample(_WORDS, random.randint(1, 3))
    return f"/{'/'.join(parts)}-{random.randrange(10_000)}{ending}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
