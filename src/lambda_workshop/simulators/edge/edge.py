"""An edge location that serves one distribution: the way of a request through hooks, cache and origin, and back.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-cloudfront-trigger-events.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HowCloudFrontWorks.html
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from lambda_workshop.aws.edge.associations import REFUSED
from lambda_workshop.aws.edge.events import EventType
from lambda_workshop.aws.edge.headers import Headers
from lambda_workshop.cloud.core import Cloud, SessionLike
from lambda_workshop.simulators.edge.answers import URL_LENGTH, read_request_answer, read_response_answer
from lambda_workshop.simulators.edge.cache import Cache, Entry, Key, key, seconds_to_keep
from lambda_workshop.simulators.edge.distribution import Behaviour, Distribution, DistributionRefused
from lambda_workshop.simulators.edge.events import Moment, event
from lambda_workshop.simulators.edge.forwarding import to_origin, with_cloudfront_headers
from lambda_workshop.simulators.edge.functions import Functions, Hop, check
from lambda_workshop.simulators.edge.messages import Request, Response
from lambda_workshop.simulators.edge.origins import Asked, Origins
from lambda_workshop.simulators.edge.pages import Failed, not_executed, refused
from lambda_workshop.simulators.edge.sources import Deployed, Given, Source

T = TypeVar("T")
VIEWER = "203.0.113.178"
"""The viewer's address, unless a request names another: one that is reserved for examples."""


@dataclass(frozen=True)
class Answer:
    """What the viewer gets, and how it came about.

    `hops` are the functions that ran, in order; `asked` what origins were asked; `problem` says why CloudFront
    answered with a page of its own, and is empty when it did not.
    """

    status: int
    reason: str
    headers: Headers
    body: bytes
    hops: tuple[Hop, ...]
    asked: tuple[Asked, ...]
    problem: str = ""

    @property
    def x_cache(self) -> str:
        """The X-Cache header: `Hit from cloudfront` and the like."""
        return self.headers.get("x-cache")

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def events(self) -> tuple[str, ...]:
        """The events at which a function ran."""
        return tuple(hop.event.value for hop in self.hops)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What works and is still worth a look."""
        return tuple(remark for hop in self.hops for remark in hop.remarks)


@dataclass
class _Trip:
    """One request on its way."""

    distribution: Distribution
    behaviour: Behaviour
    id: str
    hops: list[Hop] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


class Edge:
    """Serves a distribution from its DistributionConfig.

    Args:
        session: a session or a `Cloud`; its clients reach the functions, buckets and APIs.
        config: the DistributionConfig, as `create_distribution` takes it.
        id: the distribution's id.
        domain: its domain name.
        cache_policies: CachePolicyConfigs by id; AWS's managed policies are known.
        request_policies: OriginRequestPolicyConfigs by id.
        now: the clock that the cache goes by, in seconds since 1970.

    Raises:
        DistributionRefused: CloudFront would not create such a distribution; `code` is its own.
        NotSimulated: the distribution uses what is not simulated.
    """

    def __init__(
        self,
        session: SessionLike | Cloud,
        config: Mapping[str, Any],
        *,
        id: str = "EDFDVBD6EXAMPLE",
        domain: str = "d111111abcdef8.cloudfront.net",
        cache_policies: Mapping[str, Mapping[str, Any]] | None = None,
        request_policies: Mapping[str, Mapping[str, Any]] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        cloud = _cloud(session)
        self._begin(cloud, Given(cloud, config, id, domain, cache_policies or {}, request_policies or {}), now)
        if refusals := self.refusals():
            raise DistributionRefused(REFUSED, refusals[0])

    @classmethod
    def of(cls, session: SessionLike | Cloud, id: str, *, now: Callable[[], float] = time.time) -> Edge:
        """The edge of a distribution that exists in the account; raises ClientError when there is none."""
        made, cloud = cls.__new__(cls), _cloud(session)
        made._begin(cloud, Deployed(cloud, id), now)
        return made

    def _begin(self, cloud: Cloud, source: Source, now: Callable[[], float]) -> None:
        self._source = source
        self._functions = Functions(cloud)
        self._origins = Origins(cloud.client)
        self._now = now
        self.cache = Cache(now)
        self.distribution = source.distribution()

    def refusals(self) -> list[str]:
        """Why CloudFront would not take the functions of the distribution, in its own words; empty when it does."""
        self.distribution = self._source.distribution()
        wanted = dict.fromkeys(item for behaviour in self.distribution.behaviours for item in behaviour.functions)
        return [problem for association in wanted if (problem := self._functions.refusal(association))]

    def invalidate(self, *paths: str) -> int:
        """Forget what is cached under these paths; returns how many responses went."""
        return sum(self.cache.invalidate(path) for path in paths)

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        body: bytes | str = b"",
        scheme: str = "https",
        client_ip: str = VIEWER,
        country: str = "DE",
    ) -> Answer:
        """Send a request as a viewer does.

        Args:
            method: GET, POST...
            path: the path with its query string, percent-encoded.
            headers: the viewer's headers; Host is the distribution's domain unless it is given.
            body: the request's body.
            scheme: how the viewer came, `https` or `http`.
            client_ip: where the viewer is.
            country: the viewer's country, two letters, for CloudFront-Viewer-Country.
        """
        self.distribution = self._source.distribution()
        self.invalidate(*self._source.invalidated())
        uri, _, query = path.partition("?")
        given = Headers.of(headers)
        if "host" not in given:
            given = Headers((("Host", self.distribution.domain), *given))
        content = body.encode() if isinstance(body, str) else body
        request = Request(method.upper(), uri or "/", query, given, content, client_ip, scheme, country)
        trip = _Trip(self.distribution, self.distribution.behaviour(request.uri), _request_id())
        try:
            response, problem = self._serve(trip, request), ""
        except Failed as failure:
            problem = next((hop.problem for hop in trip.hops if hop.problem), failure.fault.text)
            response = failure.fault.response(trip.id)
        return _answer(trip, request, response, problem)

    def _serve(self, trip: _Trip, request: Request) -> Response:
        if answered := _turned_away(trip, request):
            return answered
        moment = self._request_hook(trip, EventType.VIEWER_REQUEST, Moment(request))
        if moment.response is not None:
            return replace(moment.response, x_cache="LambdaGeneratedResponse from cloudfront")
        request = moment.request
        if request.uri == "/" and trip.distribution.root:
            request = replace(request, uri=f"/{trip.distribution.root.removeprefix('/')}")
        response = self._response(trip, with_cloudfront_headers(trip.behaviour, request))
        # An error of the origin, or the page in its place, goes to the viewer as it is.
        if response.failed or response.status >= 400:
            return response
        return self._response_hook(trip, EventType.VIEWER_RESPONSE, Moment(request, response=response))

    def _response(self, trip: _Trip, request: Request) -> Response:
        """From the cache if it is there and fresh, else from the origin."""
        cacheable = request.method in trip.behaviour.cached_methods and trip.behaviour.cache.caches
        found: Entry | None = None
        place = key(trip.behaviour, request)
        if cacheable:
            found, fresh = self.cache.find(place)
            if found and fresh:
                hit = "Error" if found.response.failed else "Hit"
                aged = found.response.headers.with_("Age", str(self.cache.age(found)))
                return replace(found.response, headers=aged, x_cache=f"{hit} from cloudfront")
        return self._fetch(trip, request, place if cacheable else None, found)

    def _fetch(self, trip: _Trip, request: Request, place: Key | None, stale: Entry | None) -> Response:
        behaviour, distribution = trip.behaviour, trip.distribution
        origin = distribution.origins[behaviour.origin]
        sent = to_origin(behaviour, origin, request)
        if stale and not stale.response.failed and (tag := stale.response.headers.get("etag")):
            sent = replace(sent, headers=sent.headers.with_("If-None-Match", tag))
        moment = self._request_hook(trip, EventType.ORIGIN_REQUEST, Moment(sent, origin))
        if moment.response is not None:
            made = replace(moment.response, x_cache="LambdaGeneratedResponse from cloudfront")
            self._keep(trip, place, request, made)
            return made
        assert moment.origin is not None
        asked, response = self._origins.ask(distribution, moment.origin, moment.request)
        trip.asked.append(asked)
        if response.status == 304 and stale and place is not None:
            seconds = seconds_to_keep(behaviour, stale.response, distribution.errors, self._now())
            self.cache.refresh(place, stale, seconds)
            return replace(stale.response, x_cache="RefreshHit from cloudfront")
        response = self._response_hook(trip, EventType.ORIGIN_RESPONSE, replace(moment, response=response))
        code = response.status
        if code >= 400:
            response = replace(self._error_page(trip, moment.request, response), failed=True)
        response = replace(response, x_cache=f"{'Error' if response.failed else 'Miss'} from cloudfront")
        self._keep(trip, place, request, response, code)
        return response

    def _keep(self, trip: _Trip, place: Key | None, request: Request, response: Response, code: int = 0) -> None:
        if place is not None and request.method != "HEAD":
            seconds = seconds_to_keep(trip.behaviour, response, trip.distribution.errors, self._now(), code)
            self.cache.keep(place, request.uri, response, seconds)

    def _error_page(self, trip: _Trip, request: Request, response: Response) -> Response:
        """The distribution's page for this error, got through the behaviour of the page's own path.

        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html
        """
        page = trip.distribution.errors.get(response.status)
        if page is None or not page.page:
            return response
        origin = trip.distribution.origins[trip.distribution.behaviour(page.page).origin]
        headers = request.headers.with_("Host", origin.domain)
        wanted = replace(request, method="GET", uri=page.page, querystring="", body=b"", headers=headers)
        asked, found = self._origins.ask(trip.distribution, origin, wanted)
        trip.asked.append(asked)
        return replace(found, status=page.response_code, reason="") if found.status < 400 else response

    def _request_hook(self, trip: _Trip, kind: EventType, moment: Moment) -> Moment:
        """Run the function of this event, if there is one."""

        def read(value: Any, remarks: list[str]) -> Moment:
            return read_request_answer(kind, moment, value, remarks)

        return self._run(trip, kind, moment, read, moment)

    def _response_hook(self, trip: _Trip, kind: EventType, moment: Moment) -> Response:
        assert moment.response is not None
        response = moment.response

        def read(value: Any, remarks: list[str]) -> Response:
            return read_response_answer(kind, response, value, remarks)

        return self._run(trip, kind, moment, read, response)

    def _run(
        self, trip: _Trip, kind: EventType, moment: Moment, read: Callable[[Any, list[str]], T], otherwise: T
    ) -> T:
        association = trip.behaviour.function(kind)
        if association is None:
            return otherwise
        sent = event(trip.distribution, trip.id, association, moment)
        hop = Hop(kind, f"{association.name}:{association.version}", sent)
        if problem := self._functions.refusal(association):
            trip.hops.append(replace(hop, problem=problem))
            raise not_executed()
        hop = replace(hop, reply=self._functions.run(association, sent))
        assert hop.reply is not None
        remarks: list[str] = []
        try:
            check(hop.reply)
            result = read(hop.reply.value, remarks)
        except Failed as failure:
            trip.hops.append(replace(hop, problem=hop.reply.failure or failure.fault.text, remarks=tuple(remarks)))
            raise
        trip.hops.append(replace(hop, remarks=tuple(remarks)))
        return result


def _cloud(session: SessionLike | Cloud) -> Cloud:
    return session if isinstance(session, Cloud) else Cloud(session)


def _turned_away(trip: _Trip, request: Request) -> Response | None:
    """What CloudFront answers before any function runs; None when the request may go on.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html
    """
    if not trip.distribution.enabled:
        raise refused(403, "The distribution is not enabled.")
    if len(request.uri) + len(request.querystring) > URL_LENGTH:
        raise refused(414, "The URL is longer than CloudFront takes.")
    if request.scheme == "http" and trip.behaviour.viewers == "https-only":
        raise refused(403, "Bad request: this distribution takes requests by HTTPS only.")
    if request.scheme == "http" and trip.behaviour.viewers == "redirect-to-https":
        target = f"https://{request.headers.get('host')}{request.uri}"
        target += f"?{request.querystring}" if request.querystring else ""
        headers = Headers.of({"Server": "CloudFront", "Location": target})
        return Response(301 if request.method in ("GET", "HEAD") else 307, headers, x_cache="Redirect from cloudfront")
    if request.method not in trip.behaviour.methods:
        raise refused(
            403,
            "This distribution is not configured to allow the HTTP request method that was used for this request. "
            "The distribution supports only cachable requests.",
        )
    return None


def _answer(trip: _Trip, request: Request, response: Response, problem: str) -> Answer:
    headers = response.headers.without("content-length", "transfer-encoding", "connection", "via", "x-cache")
    headers = Headers(
        (
            *headers,
            ("Content-Length", str(len(response.body))),
            ("Via", f"1.1 {secrets.token_hex(16)}.cloudfront.net (CloudFront)"),
            ("X-Cache", response.x_cache),
            ("X-Amz-Cf-Pop", "TXL50-P1"),
            ("X-Amz-Cf-Id", trip.id),
        )
    )
    body = b"" if request.method == "HEAD" else response.body
    return Answer(response.status, response.description, headers, body, tuple(trip.hops), tuple(trip.asked), problem)


def _request_id() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(40)).decode()
