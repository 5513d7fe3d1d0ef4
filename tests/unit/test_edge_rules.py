"""The rules of the edge that need no backend: ages, headers, associations, patterns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lambda_workshop.aws.edge.associations import Association, problem_of_arn, problem_of_function
from lambda_workshop.aws.edge.header_rules import problem
from lambda_workshop.simulators.edge import EventType, Headers, limits
from lambda_workshop.simulators.edge.cache import encodings, key, seconds_to_keep
from lambda_workshop.simulators.edge.distribution import Behaviour, ErrorPage, bucket_of
from lambda_workshop.simulators.edge.messages import Request, Response
from lambda_workshop.simulators.edge.policies import CachePolicy, Choice, Chosen, legacy_policy

NOW = 1_800_000_000.0
ARN = "arn:aws:lambda:us-east-1:123456789012:function:f:1"
FINE = {"Runtime": "python3.13", "Role": "r", "Timeout": 3, "MemorySize": 128, "CodeSize": 300}
BOTH = ("lambda.amazonaws.com", "edgelambda.amazonaws.com")


def behaviour(pattern: str = "*", policy: CachePolicy | None = None) -> Behaviour:
    methods = frozenset({"GET", "HEAD"})
    return Behaviour(pattern, "o", "allow-all", methods, methods, policy or CachePolicy(), Chosen(), ())


def request(path: str = "/", **headers: str) -> Request:
    uri, _, query = path.partition("?")
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Request("GET", uri, query, Headers.of(pairs), b"", "10.0.0.1")


@pytest.mark.parametrize(
    ("headers", "least", "most", "kept"),
    [
        ({}, 0, 100, 60),
        ({}, 70, 100, 70),
        ({"Expires": "Fri, 15 Jan 2027 08:00:20 GMT"}, 0, 100, 20),
        ({"Expires": "never"}, 0, 100, 0),
        ({"Cache-Control": "max-age=0"}, 5, 100, 5),
        ({"Cache-Control": "no-cache"}, 0, 100, 0),
        ({"Cache-Control": 'public, max-age="30"'}, 0, 100, 30),
        ({"Cache-Control": "max-age=30", "Expires": "Fri, 15 Jan 2027 08:00:20 GMT"}, 0, 100, 30),
    ],
)
def test_how_long_a_response_is_kept(headers: dict[str, str], least: int, most: int, kept: int) -> None:
    place = behaviour(policy=CachePolicy(least, 60, most))
    assert seconds_to_keep(place, Response(200, Headers.of(headers)), {}, NOW) == kept


@pytest.mark.parametrize(
    ("status", "headers", "kept"),
    [
        (404, {}, 10),
        (500, {}, 10),
        (403, {}, 0),
        (403, {"Cache-Control": "max-age=50"}, 50),
        (503, {}, 30),
        (404, {"Cache-Control": "no-store"}, 10),
        (201, {}, 0),
    ],
)
def test_how_long_an_error_is_kept(status: int, headers: dict[str, str], kept: int) -> None:
    pages = {503: ErrorPage(503, "", 503, 30)}
    assert seconds_to_keep(behaviour(), Response(status, Headers.of(headers)), pages, NOW) == kept


def test_compressions_are_in_the_key_only_where_the_policy_says_so() -> None:
    plain, zipped = request(), request(Accept_Encoding="gzip;q=1.0, br;q=0, deflate")
    assert encodings(zipped) == ("gzip",)
    aware = behaviour(policy=CachePolicy(compressed=True))
    assert key(behaviour(), plain) == key(behaviour(), zipped)
    assert key(aware, plain) != key(aware, zipped)


def test_get_and_head_share_a_key() -> None:
    assert key(behaviour(), request()) == key(behaviour(), replace(request(), method="HEAD"))
    assert key(behaviour(), request()) != key(behaviour(), replace(request(), method="OPTIONS"))


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*", "/a/b", True),
        ("images/*.jpg", "/images/a/b.jpg", True),
        ("/images/*.jpg", "/images/a.jpeg", False),
        ("*.gif", "/deep/a.gif", True),
        ("a??.txt", "/abc.txt", True),
        ("a??.txt", "/ab.txt", False),
        ("Images/*", "/images/a", False),
        ("a.b", "/aXb", False),
    ],
)
def test_path_patterns(pattern: str, path: str, fits: bool) -> None:
    assert behaviour(pattern).matches(path) is fits


@pytest.mark.parametrize(
    ("arn", "told"),
    [
        (ARN, ""),
        (f"{ARN[:-2]}:$LATEST", "specific function version"),
        (ARN[:-2], "specific function version"),
        (f"{ARN[:-1]}live", "specific function version"),
        (ARN.replace("us-east-1", "eu-west-1"), "must be in region"),
        ("f:1", "ARN is invalid"),
    ],
)
def test_which_arns_cloudfront_takes(arn: str, told: str) -> None:
    assert told in problem_of_arn(arn) and bool(told) is bool(problem_of_arn(arn))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, ""),
        ({"VpcConfig": {"SubnetIds": ["s"], "SecurityGroupIds": ["g"]}}, "VPC"),
        ({"VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []}}, ""),
        ({"Layers": [{"Arn": "l"}]}, "layers"),
        ({"DeadLetterConfig": {"TargetArn": "q"}}, "dead letter queue"),
        ({"TracingConfig": {"Mode": "Active"}}, "tracing"),
        ({"TracingConfig": {"Mode": "PassThrough"}}, ""),
        ({"Architectures": ["arm64"]}, "arm64"),
        ({"EphemeralStorage": {"Size": 1024}}, "ephemeral storage"),
        ({"PackageType": "Image", "Runtime": ""}, "container image"),
        ({"Runtime": "java21"}, "Node.js or Python"),
        ({"Environment": {"Variables": {"A": "1"}}}, "environment variables"),
        ({"CodeSize": 50 * 1024**2 + 1}, "code size"),
    ],
)
def test_which_functions_cloudfront_takes(settings: dict[str, Any], told: str) -> None:
    found = problem_of_function(Association(EventType.VIEWER_REQUEST, ARN), {**FINE, **settings}, BOTH)
    assert told in found and bool(told) is bool(found)


@pytest.mark.parametrize("trusted", [(), BOTH[:1], BOTH[1:]])
def test_both_services_must_be_trusted(trusted: tuple[str, ...]) -> None:
    assert "must be assumable" in problem_of_function(Association(EventType.VIEWER_REQUEST, ARN), FINE, trusted)


def test_viewer_events_have_the_smaller_limits() -> None:
    viewer, origin = limits(EventType.VIEWER_RESPONSE), limits(EventType.ORIGIN_RESPONSE)
    assert (viewer.memory, viewer.response, viewer.body) == (128, 40 * 1024, 40 * 1024)
    assert (origin.memory, origin.response, origin.body) == (10240, 1024**2, 1024**2)
    assert viewer.seconds == origin.seconds == 30


@pytest.mark.parametrize(
    ("event", "name", "fine"),
    [
        (EventType.VIEWER_REQUEST, "X-Amz-Cf-Id", False),
        (EventType.VIEWER_REQUEST, "X-Edge-Anything", False),
        (EventType.VIEWER_REQUEST, "X-Amz-Date", True),
        (EventType.VIEWER_REQUEST, "CloudFront-Viewer-Country", False),
        (EventType.ORIGIN_REQUEST, "CloudFront-Viewer-Country", True),
        (EventType.ORIGIN_REQUEST, "If-None-Match", False),
        (EventType.ORIGIN_RESPONSE, "Content-Length", True),
        (EventType.VIEWER_RESPONSE, "Content-Encoding", False),
        (EventType.VIEWER_RESPONSE, "Set-Cookie", True),
    ],
)
def test_which_headers_a_function_may_add(event: EventType, name: str, fine: bool) -> None:
    told, header = problem(event, Headers(), Headers.of({name: "x"}))
    assert (told == "") is fine and header == ("" if fine else name)


def test_a_read_only_header_may_be_returned_as_it_came() -> None:
    came = Headers.of({"Host": "a", "Via": "b"})
    assert problem(EventType.VIEWER_REQUEST, came, Headers.of({"host": "a", "via": "b"})) == ("", "")
    assert problem(EventType.VIEWER_REQUEST, came, came.with_("Host", "c"))[1] == "Host"


def test_forwarded_values_are_a_policy() -> None:
    values = {
        "QueryString": True,
        "Cookies": {"Forward": "whitelist", "WhitelistedNames": {"Quantity": 1, "Items": ["user-*"]}},
        "Headers": {"Quantity": 1, "Items": ["Origin"]},
    }
    policy = legacy_policy({"ForwardedValues": values, "MinTTL": 1, "DefaultTTL": 2, "MaxTTL": 3})
    chosen = policy.chosen
    assert (policy.least, policy.default, policy.most) == (1, 2, 3)
    assert chosen.headers.takes("origin") and not chosen.headers.takes("accept")
    assert chosen.cookies.takes("user-id") and not chosen.cookies.takes("id")
    assert chosen.parameters.takes("anything")


def test_a_choice_of_all_but_some() -> None:
    choice = Choice("allExcept", frozenset({"Host"}), caseless=True)
    assert choice.takes("accept") and not choice.takes("host")


@pytest.mark.parametrize(
    ("domain", "found"),
    [
        ("a.b.s3.amazonaws.com", ("a.b", "us-east-1")),
        ("photos.s3.eu-central-1.amazonaws.com", ("photos", "eu-central-1")),
        ("photos.s3-website-us-east-1.amazonaws.com", ("", "")),
        ("inkwell.example", ("", "")),
    ],
)
def test_the_bucket_of_a_domain(domain: str, found: tuple[str, str]) -> None:
    assert bucket_of(domain) == found
