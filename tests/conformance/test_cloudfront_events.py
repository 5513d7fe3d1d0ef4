"""What functions at the edge get, and when.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-cloudfront-trigger-events.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from deployed import Deployed, eventually, log_exists
from edge_fixtures import METHODS, Site, site
from edge_shop import (
    ALL_VIEWER_EXCEPT_HOST,
    CACHING_DISABLED,
    all_four,
    behaviour,
    config,
    custom_origin,
    functions,
    s3_origin,
    scripted,
)
from golden import shape

from lambda_workshop.simulators.edge import Answer

__all__ = ["site"]
pytestmark = pytest.mark.trigger("cloudfront")
EVENTS = Path(__file__).parents[2] / "src" / "lambda_workshop" / "sections" / "cloudfront" / "events"
FOUR = ("viewer-request", "origin-request", "origin-response", "viewer-response")
CURL = {"User-Agent": "curl/7.66.0", "accept": "*/*"}


def cf(answer: Answer, kind: str) -> dict[str, Any]:
    """What the function at this event got."""
    event = next(hop.sent for hop in answer.hops if hop.event.value == kind)
    assert event.keys() == {"Records"} and len(event["Records"]) == 1 and event["Records"][0].keys() == {"cf"}
    found: dict[str, Any] = event["Records"][0]["cf"]
    return found


def test_a_viewer_request_has_what_aws_documents_and_no_origin(site: Site) -> None:
    answer = site.edge.request("GET", "/", headers=CURL)
    got = cf(answer, "viewer-request")
    domain = site.edge.distribution.domain
    assert got == {
        "config": {
            "distributionDomainName": domain,
            "distributionId": site.edge.distribution.id,
            "eventType": "viewer-request",
            "requestId": answer.headers.get("x-amz-cf-id"),
        },
        "request": {
            "clientIp": "203.0.113.178",
            "headers": {
                "host": [{"key": "Host", "value": domain}],
                "user-agent": [{"key": "User-Agent", "value": "curl/7.66.0"}],
                "accept": [{"key": "accept", "value": "*/*"}],
            },
            "method": "GET",
            "querystring": "",
            "uri": "/",
        },
    }


def test_an_origin_request_has_what_aws_documents(site: Site) -> None:
    wanted = config(custom_origin(site.shop.port), default=behaviour(LambdaFunctionAssociations=all_four(site.arn)))
    answer = site.open(wanted).request("GET", "/?size=a4", headers={**CURL, "Cache-Control": "no-cache"})
    got = cf(answer, "origin-request")["request"]
    via = got["headers"].pop("via")[0]
    assert via["key"] == "Via" and via["value"].endswith(".cloudfront.net (CloudFront)")
    assert got == {
        "clientIp": "203.0.113.178",
        "headers": {
            "x-forwarded-for": [{"key": "X-Forwarded-For", "value": "203.0.113.178"}],
            "user-agent": [{"key": "User-Agent", "value": "Amazon CloudFront"}],
            "host": [{"key": "Host", "value": "localhost"}],
            "cache-control": [{"key": "Cache-Control", "value": "no-cache"}],
        },
        "method": "GET",
        "origin": {
            "custom": {
                "customHeaders": {},
                "domainName": "localhost",
                "keepaliveTimeout": 5,
                "path": "",
                "port": site.shop.port,
                "protocol": "http",
                "readTimeout": 30,
                "sslProtocols": ["TLSv1.2"],
            }
        },
        "querystring": "",
        "uri": "/",
    }


def test_an_origin_of_s3_is_told_as_s3(site: Site) -> None:
    headers = {"Quantity": 1, "Items": [{"HeaderName": "X-Inkwell", "HeaderValue": "edge"}]}
    origin = s3_origin(site.bucket, OriginPath="/live", CustomHeaders=headers)
    wanted = config(origin, default=behaviour("site", LambdaFunctionAssociations=functions(origin_request=site.arn)))
    answer = site.open(wanted).request("GET", "/a.jpg")
    assert cf(answer, "origin-request")["request"]["origin"] == {
        "s3": {
            "authMethod": "none",
            "customHeaders": {"x-inkwell": [{"key": "X-Inkwell", "value": "edge"}]},
            "domainName": f"{site.bucket}.s3.us-east-1.amazonaws.com",
            "path": "/live",
            "region": "us-east-1",
        }
    }


def test_responses_come_with_their_request_and_without_their_body(site: Site) -> None:
    answer = site.edge.request("GET", "/responses", headers=CURL)
    for kind in ("origin-response", "viewer-response"):
        got = cf(answer, kind)
        assert got.keys() == {"config", "request", "response"}
        assert got["response"].keys() == {"headers", "status", "statusDescription"}
        assert (got["response"]["status"], got["response"]["statusDescription"]) == ("200", "OK")
        assert got["response"]["headers"]["content-type"] == [{"key": "Content-Type", "value": "text/plain"}]
    assert "origin" in cf(answer, "origin-response")["request"]
    assert cf(answer, "viewer-response")["request"] == cf(answer, "viewer-request")["request"]


def test_four_events_come_on_a_miss_and_the_viewers_two_on_a_hit(site: Site) -> None:
    first, second = site.get("/twice"), site.get("/twice")
    assert (first.events, first.x_cache, first.text) == (FOUR, "Miss from cloudfront", "shop /twice")
    assert second.events == ("viewer-request", "viewer-response")
    assert (second.x_cache, second.text) == ("Hit from cloudfront", "shop /twice")


def test_functions_see_no_forbidden_headers_and_the_viewer_gets_the_origins(site: Site) -> None:
    site.shop.answer = lambda path: (200, {"X-Real-IP": "10.0.0.1", "X-Amzn-RequestId": "abc"}, b"ok")
    answer = site.edge.request("GET", "/hidden", headers={"X-Forwarded-Proto": "http", "X-Edge-Location": "here"})
    for kind in FOUR:
        got = cf(answer, kind)
        names = got["request"]["headers"].keys() | got.get("response", {}).get("headers", {}).keys()
        assert not names & {"x-forwarded-proto", "x-edge-location", "x-real-ip", "x-amzn-requestid", "connection"}
    assert answer.headers["x-amzn-requestid"] == "abc"


def test_the_body_is_in_the_event_only_where_it_is_asked_for(site: Site) -> None:
    associations = functions(viewer_request=f"{site.arn}+body", origin_request=site.arn)
    default = behaviour(cache=CACHING_DISABLED, AllowedMethods=METHODS, LambdaFunctionAssociations=associations)
    edge = site.open(config(custom_origin(site.shop.port), default=default))
    answer = edge.request("POST", "/orders", body="photo=1")
    assert cf(answer, "viewer-request")["request"]["body"] == {
        "inputTruncated": False,
        "action": "read-only",
        "encoding": "base64",
        "data": base64.b64encode(b"photo=1").decode(),
    }
    assert "body" not in cf(answer, "origin-request")["request"]
    assert site.shop.requests[-1][3] == b"photo=1"


@pytest.mark.parametrize(("event", "most"), [("viewer_request", 40 * 1024), ("origin_request", 1024 * 1024)])
def test_a_large_body_is_cut_for_the_function_and_whole_for_the_origin(site: Site, event: str, most: int) -> None:
    associations = functions(**{event: f"{site.arn}+body"})
    default = behaviour(cache=CACHING_DISABLED, AllowedMethods=METHODS, LambdaFunctionAssociations=associations)
    edge = site.open(config(custom_origin(site.shop.port), default=default))
    sent = b"x" * (most + 1)
    answer = edge.request("POST", "/upload", body=sent)
    body = answer.hops[0].sent["Records"][0]["cf"]["request"]["body"]
    assert body["inputTruncated"] is True and len(base64.b64decode(body["data"])) == most
    assert site.shop.requests[-1][3] == sent


def test_a_function_replaces_the_body_and_what_is_too_much_is_cut_off(site: Site) -> None:
    default = behaviour(
        cache=CACHING_DISABLED,
        AllowedMethods=METHODS,
        OriginRequestPolicyId="216adef6-5c7f-47e4-b989-5492eafa07d3",
        LambdaFunctionAssociations=functions(viewer_request=f"{site.arn}+body"),
    )
    edge = site.open(config(custom_origin(site.shop.port), default=default))
    script = "request['body'].update(action='replace', encoding='text', data={})"
    assert edge.request("POST", "/a", headers=scripted(viewer_request=script.format("'new'")), body="old").status == 200
    assert site.shop.requests[-1][3] == b"new"
    edge.request("POST", "/a", headers=scripted(viewer_request=script.format("'y' * 50000")), body="old")
    assert site.shop.requests[-1][3] == b"y" * 40 * 1024


GOLDEN = sorted(EVENTS.glob("*.json"))


def delivered(site: Site) -> dict[str, Any]:
    """The events that the shop's function really got, by the name of the golden one."""
    printing = "print('event', json.dumps(event))"
    everywhere = scripted(**{kind.replace("-", "_"): printing for kind in FOUR})
    browser = {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Accept": "image/avif,image/webp,*/*",
        "Accept-Encoding": "gzip, br",
        "Cookie": "variant=b; basket=4711",
    }
    s3 = site.session.client("s3")
    s3.create_bucket(Bucket=site.bucket)
    s3.put_object(Bucket=site.bucket, Key="photos/harbour.jpg", Body=b"jpeg", ContentType="image/jpeg")
    forwarded = ALL_VIEWER_EXCEPT_HOST
    with_body = functions(
        viewer_request=f"{site.arn}+body", origin_request=site.arn, origin_response=site.arn, viewer_response=site.arn
    )
    wanted = config(
        s3_origin(site.bucket),
        custom_origin(site.shop.port),
        default=behaviour("site", OriginRequestPolicyId=forwarded, LambdaFunctionAssociations=all_four(site.arn)),
        CacheBehaviors={
            "Quantity": 1,
            "Items": [
                behaviour(
                    cache=CACHING_DISABLED,
                    PathPattern="/api/*",
                    OriginRequestPolicyId=forwarded,
                    AllowedMethods=METHODS,
                    LambdaFunctionAssociations=with_body,
                )
            ],
        },
    )
    edge = site.open(wanted)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{site.bucket}/*",
        "Condition": {"ArnLike": {"AWS:SourceArn": edge.distribution.arn}},
    }
    s3.put_bucket_policy(Bucket=site.bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    photo = edge.request("GET", "/photos/harbour.jpg?size=a4&paper=matt", headers={**browser, **everywhere})
    order = edge.request("POST", "/api/orders", headers={**browser, **everywhere}, body='{"photo": "harbour"}')
    assert (photo.status, photo.body, order.status) == (200, b"jpeg", 200), (photo.problem, order.problem)
    function = Deployed(site.session, "inkwell-edge")
    found: list[Any] = []

    def there() -> bool:
        lines = [line for lines in function.streams().values() for line in lines] if log_exists(function) else []
        found[:] = [json.loads(line[6:]) for line in lines if line.startswith("event {")]
        return len(found) >= 8

    eventually(there, "eight events in the log", seconds=20)
    names = [f"{kind.replace('-', '_')}" for kind in FOUR]
    return dict(zip([*names, *(f"order_{name}" for name in names)], found, strict=True))


def test_the_golden_events_have_the_shape_of_delivered_ones(site: Site) -> None:
    def without_script(event: Any) -> Any:
        event["Records"][0]["cf"]["request"]["headers"].pop("x-script", None)
        return event

    got = {name: without_script(event) for name, event in delivered(site).items()}
    golden = {path.stem: json.loads(path.read_text("utf-8")) for path in GOLDEN}
    assert golden.keys() == got.keys()
    assert {name: shape(event) for name, event in got.items()} == {name: shape(event) for name, event in golden.items()}
