"""The cache, the behaviours and the origins of a distribution.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
"""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from typing import Any

import pytest
from edge_fixtures import METHODS, Site, site
from edge_shop import CACHING_DISABLED, behaviour, config, custom_origin, functions, items, s3_origin, scripted

from lambda_workshop.simulators.edge import Edge, serve

__all__ = ["site"]
pytestmark = pytest.mark.trigger("cloudfront")
HIT, MISS, ERROR = (f"{name} from cloudfront" for name in ("Hit", "Miss", "Error"))


@pytest.fixture(autouse=True)
def usual_answers(site: Site) -> None:
    site.shop.answer = lambda path: (200, {}, f"shop {path}".encode())


def plain(site: Site, **more: Any) -> Edge:
    """A distribution without functions."""
    default = more.pop("default", None) or behaviour()
    return site.open(config(custom_origin(site.shop.port), default=default, **more))


def policy(least: int, default: int, most: int, **parts: Any) -> dict[str, Any]:
    """A CachePolicyConfig of our own."""
    none = {
        "EnableAcceptEncodingGzip": False,
        "HeadersConfig": {"HeaderBehavior": "none"},
        "CookiesConfig": {"CookieBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": "none"},
    }
    ages = {"Name": "inkwell", "MinTTL": least, "DefaultTTL": default, "MaxTTL": most}
    return {**ages, "ParametersInCacheKeyAndForwardedToOrigin": {**none, **parts}}


def with_policy(site: Site, config_of_policy: dict[str, Any]) -> Edge:
    """A distribution with this policy: a real one where CloudFront is, else one that is given."""
    if site.backend.name == "embedded":
        client = site.session.client("cloudfront")
        config_of_policy["Name"] += secrets.token_hex(4)
        made = client.create_cache_policy(CachePolicyConfig=config_of_policy)["CachePolicy"]["Id"]
        return plain(site, default=behaviour(cache=made))
    wanted = config(custom_origin(site.shop.port), default=behaviour(cache="own"))
    return site.open(wanted, cache_policies={"own": config_of_policy})


def caches(edge: Edge, *requests: tuple[str, dict[str, str]]) -> list[str]:
    return [edge.request("GET", path, headers=headers).x_cache for path, headers in requests]


def test_without_a_policy_for_them_queries_headers_and_cookies_neither_count_nor_go_on(site: Site) -> None:
    edge = plain(site)
    asked = [("/k?a=1", {"Cookie": "a=1", "X-A": "1"}), ("/k?a=2", {"Cookie": "a=2", "X-A": "2"})]
    assert caches(edge, *asked) == [MISS, HIT]
    _method, path, headers, _body = site.shop.requests[-1]
    assert path == "/k" and not headers.keys() & {"cookie", "x-a"} and headers["user-agent"] == "Amazon CloudFront"


def test_what_the_policy_names_is_in_the_key_and_goes_to_the_origin(site: Site) -> None:
    edge = with_policy(
        site,
        policy(
            1,
            60,
            60,
            HeadersConfig={"HeaderBehavior": "whitelist", "Headers": items("X-Variant")},
            CookiesConfig={"CookieBehavior": "whitelist", "Cookies": items("variant")},
            QueryStringsConfig={"QueryStringBehavior": "allExcept", "QueryStrings": items("utm_source")},
        ),
    )
    base = ("/key?size=a4&utm_source=x", {"x-variant": "1", "Cookie": "variant=a; basket=1"})
    assert caches(edge, base, base) == [MISS, HIT]
    _method, path, headers, _body = site.shop.requests[-1]
    assert (path, headers["cookie"], headers["x-variant"]) == ("/key?size=a4", "variant=a", "1")
    same = ("/key?size=a4&utm_source=y", {"X-Variant": "1", "Cookie": "basket=2; variant=a"})
    others = [
        ("/key?size=a3", {"x-variant": "1", "Cookie": "variant=a"}),
        ("/key?size=a4", {"x-variant": "2", "Cookie": "variant=a"}),
        ("/key?size=a4", {"x-variant": "1", "Cookie": "variant=b"}),
    ]
    assert caches(edge, same, *others) == [HIT, MISS, MISS, MISS]


AGES = {
    "default": ({}, 60),
    "max-age": ({"Cache-Control": "max-age=30"}, 30),
    "s-maxage first": ({"Cache-Control": "max-age=5, s-maxage=40"}, 40),
    "not below the least": ({"Cache-Control": "max-age=1"}, 10),
    "not above the most": ({"Cache-Control": "max-age=4000"}, 100),
    "no-store": ({"Cache-Control": "no-store"}, 10),
}


@pytest.mark.parametrize("name", AGES)
def test_a_response_stays_as_long_as_the_origin_and_the_policy_say(site: Site, name: str) -> None:
    headers, seconds = AGES[name]
    site.shop.answer = lambda path: (200, headers, b"ok")
    edge = with_policy(site, policy(10, 60, 100))
    assert caches(edge, ("/age", {})) == [MISS]
    site.clock.seconds += seconds - 1
    kept = edge.request("GET", "/age")
    assert (kept.x_cache, kept.headers["age"]) == (HIT, str(seconds - 1))
    site.clock.seconds += 1
    assert caches(edge, ("/age", {})) == [MISS]


def test_a_least_age_of_none_lets_the_origin_forbid_keeping(site: Site) -> None:
    site.shop.answer = lambda path: (200, {"Cache-Control": "private"}, b"ok")
    assert caches(with_policy(site, policy(0, 60, 100)), ("/p", {}), ("/p", {})) == [MISS, MISS]


def test_caching_disabled_keeps_nothing(site: Site) -> None:
    edge = plain(site, default=behaviour(cache=CACHING_DISABLED))
    assert caches(edge, ("/d", {}), ("/d", {})) == [MISS, MISS]


def test_a_stale_response_is_asked_for_again_by_its_tag(site: Site) -> None:
    edge = with_policy(site, policy(10, 60, 100))
    site.shop.answer = lambda path: (200, {"ETag": '"1"'}, b"photo")
    edge.request("GET", "/tag")
    site.clock.seconds += 100
    site.shop.answer = lambda path: (304, {}, b"")
    answer = edge.request("GET", "/tag")
    assert (answer.status, answer.text, answer.x_cache) == (200, "photo", "RefreshHit from cloudfront")
    assert site.shop.requests[-1][2]["if-none-match"] == '"1"'
    assert edge.request("GET", "/tag").x_cache == HIT


def test_head_takes_a_cached_get_and_post_is_never_cached(site: Site) -> None:
    edge = plain(site, default=behaviour(AllowedMethods=METHODS))
    edge.request("GET", "/h")
    head = edge.request("HEAD", "/h")
    assert (head.x_cache, head.body, head.headers["content-length"]) == (HIT, b"", "7")
    assert [edge.request("POST", "/h").x_cache for _ in range(2)] == [MISS, MISS]


def test_an_invalidation_empties_the_paths_that_it_names(site: Site) -> None:
    edge = plain(site)
    paths: list[tuple[str, dict[str, str]]] = [("/img/a", {}), ("/img/b", {}), ("/css/c", {})]
    caches(edge, *paths)
    if site.backend.name == "embedded":
        batch = {"Paths": items("/img/*"), "CallerReference": "1"}
        site.session.client("cloudfront").create_invalidation(
            DistributionId=edge.distribution.id, InvalidationBatch=batch
        )
    else:
        edge.invalidate("/img/*")
    assert caches(edge, *paths) == [MISS, MISS, HIT]


def test_errors_are_kept_for_ten_seconds_and_are_not_a_hit(site: Site) -> None:
    site.shop.answer = lambda path: (404, {}, b"none")
    edge = plain(site)
    assert caches(edge, ("/none", {})) == [ERROR]
    asked = len(site.shop.requests)
    site.clock.seconds += 9
    assert caches(edge, ("/none", {})) == [ERROR] and len(site.shop.requests) == asked
    site.clock.seconds += 1
    assert caches(edge, ("/none", {})) == [ERROR] and len(site.shop.requests) == asked + 1


def test_an_error_page_takes_the_errors_place_and_no_viewer_response_function_runs(site: Site) -> None:
    page = {"ErrorCode": 404, "ResponsePagePath": "/sorry.html", "ResponseCode": "200", "ErrorCachingMinTTL": 60}
    site.shop.answer = lambda path: (200, {}, b"sorry") if path == "/sorry.html" else (404, {}, b"none")
    associations = functions(origin_response=site.arn, viewer_response=site.arn)
    default = behaviour(LambdaFunctionAssociations=associations)
    edge = plain(site, default=default, CustomErrorResponses=items(page))
    answer = edge.request("GET", "/none")
    assert (answer.status, answer.text, answer.x_cache) == (200, "sorry", ERROR)
    assert answer.events == ("origin-response",)
    assert edge.request("GET", "/none").events == ()


def test_no_viewer_response_function_runs_for_an_error_of_the_origin(site: Site) -> None:
    site.shop.answer = lambda path: (500, {}, b"broken")
    answer = site.get("/broken")
    assert (answer.status, answer.text) == (500, "broken")
    assert answer.events == ("viewer-request", "origin-request", "origin-response")


def test_an_origin_that_is_not_there_is_a_502(site: Site) -> None:
    edge = site.open(config(custom_origin(1), default=behaviour()))
    answer = edge.request("GET", "/")
    assert (answer.status, answer.x_cache) == (502, ERROR) and "wasn't able to connect" in answer.text


def test_the_first_behaviour_whose_pattern_matches_serves(site: Site) -> None:
    marked = {"Quantity": 1, "Items": [{"HeaderName": "X-Origin", "HeaderValue": "api"}]}
    api = {**custom_origin(site.shop.port), "Id": "api", "OriginPath": "/v1", "CustomHeaders": marked}
    others = items(behaviour("api", PathPattern="api/*"), behaviour("shop", PathPattern="/api/*.jpg"))
    edge = site.open(config(custom_origin(site.shop.port), api, default=behaviour(), CacheBehaviors=others))
    assert edge.request("GET", "/api/a.jpg").text == "shop /v1/api/a.jpg"
    assert site.shop.requests[-1][2]["x-origin"] == "api"
    assert edge.request("GET", "/API/a.jpg").text == "shop /API/a.jpg"


def test_the_root_object_stands_for_the_root_only(site: Site) -> None:
    edge = plain(site, DefaultRootObject="index.html")
    assert edge.request("GET", "/").text == "shop /index.html"
    assert edge.request("GET", "/sub/").text == "shop /sub/"


def test_viewers_come_by_https_and_with_allowed_methods(site: Site) -> None:
    edge = plain(site)
    moved = edge.request("GET", "/a?b=1", scheme="http", headers={"Host": "inkwell.example"})
    assert (moved.status, moved.headers["location"]) == (301, "https://inkwell.example/a?b=1")
    assert moved.x_cache == "Redirect from cloudfront"
    refused = edge.request("POST", "/a", body="x")
    assert refused.status == 403 and "not configured to allow the HTTP request method" in refused.text


def test_cloudfronts_own_headers_come_where_a_policy_asks_for_them(site: Site) -> None:
    headers = {"HeaderBehavior": "whitelist", "Headers": items("CloudFront-Viewer-Country")}
    edge = with_policy(site, policy(1, 60, 60, HeadersConfig=headers))
    edge.request("GET", "/c", country="FR", headers={"CloudFront-Viewer-Country": "XX"})
    assert site.shop.requests[-1][2]["cloudfront-viewer-country"] == "FR"
    assert edge.request("GET", "/c", country="FR").x_cache == HIT
    assert edge.request("GET", "/c", country="IT").x_cache == MISS


@pytest.mark.differs(localstack="its free edition has no CloudFront: the simulator takes a configuration instead")
def test_an_updated_distribution_is_served_at_once(site: Site) -> None:
    edge, client = plain(site), site.session.client("cloudfront")
    found = client.get_distribution_config(Id=edge.distribution.id)
    found["DistributionConfig"]["DefaultRootObject"] = "new.html"
    client.update_distribution(
        Id=edge.distribution.id, DistributionConfig=found["DistributionConfig"], IfMatch=found["ETag"]
    )
    assert edge.request("GET", "/").text == "shop /new.html"


def permit(site: Site, *statements: dict[str, Any]) -> None:
    """Give the bucket this policy."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **item} for item in statements]}
    site.session.client("s3").put_bucket_policy(Bucket=site.bucket, Policy=json.dumps(document))


def test_a_bucket_serves_only_whom_its_policy_names(site: Site) -> None:
    s3 = site.session.client("s3")
    s3.create_bucket(Bucket=site.bucket)
    s3.put_object(Bucket=site.bucket, Key="a b.txt", Body=b"photo", ContentType="text/plain", CacheControl="max-age=5")
    edge = site.open(config(s3_origin(site.bucket), default=behaviour("site")))
    objects = {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{site.bucket}/*"}
    service = {"Principal": {"Service": "cloudfront.amazonaws.com"}}

    def get(path: str = "/a%20b.txt") -> tuple[int, str]:
        edge.invalidate("/*")
        answer = edge.request("GET", path)
        return answer.status, answer.text[:5]

    assert get()[0] == 403
    other = {"Condition": {"StringEquals": {"AWS:SourceArn": f"{edge.distribution.arn}X"}}}
    permit(site, {**service, **objects, **other})
    assert get()[0] == 403
    permit(site, {**service, **objects, "Condition": {"StringEquals": {"AWS:SourceArn": edge.distribution.arn}}})
    assert get() == (200, "photo")
    found = edge.request("GET", "/a%20b.txt")
    assert found.headers["content-type"] == "text/plain" and found.headers["server"] == "AmazonS3"
    # Without the right to list it, a bucket does not say what it has not.
    assert get("/none.txt")[0] == 403
    listing = {"Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{site.bucket}"}
    permit(site, {**service, **objects}, {**service, **listing})
    assert get("/none.txt")[0] == 404
    permit(site, {"Principal": "*", **objects})
    public = site.open(config(s3_origin(site.bucket, OriginAccessControlId=""), default=behaviour("site")))
    assert public.request("GET", "/a%20b.txt").text == "photo"


def test_a_browser_can_open_the_edge(site: Site) -> None:
    with serve(site.edge) as url:
        request = urllib.request.Request(f"{url}/browser?x=1", headers=scripted())
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert (answer.status, answer.headers["X-Cache"]) == (200, MISS)
            assert answer.read() == b"shop /browser?x=1"
        with urllib.request.urlopen(f"{url}/browser", timeout=10) as answer:
            assert answer.headers["X-Cache"] == HIT


@pytest.mark.differs(localstack="its free edition has no CloudFront: the simulator takes a configuration instead")
def test_the_backends_own_address_does_not_serve_a_distribution_without_its_functions(site: Site) -> None:
    endpoint = site.session.client("cloudfront").meta.endpoint_url
    bare = plain(site, default=behaviour(ViewerProtocolPolicy="allow-all"))
    for edge, status in ((site.edge, 501), (bare, 200)):
        request = urllib.request.Request(f"{endpoint}/own", headers={"Host": edge.distribution.domain})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert answer.status == status
        except urllib.error.HTTPError as error:
            assert error.code == status and b"lambda_workshop.simulators.edge" in error.read()


def test_an_api_of_the_backend_can_be_an_origin(site: Site) -> None:
    rest = site.session.client("apigateway")
    api = rest.create_rest_api(name="inkwell")["id"]
    root = rest.get_resources(restApiId=api)["items"][0]["id"]
    key = {"restApiId": api, "resourceId": root, "httpMethod": "GET"}
    rest.put_method(**key, authorizationType="NONE")
    rest.put_method_response(**key, statusCode="200")
    rest.put_integration(**key, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    rest.put_integration_response(**key, statusCode="200", responseTemplates={"application/json": '{"from": "api"}'})
    rest.create_deployment(restApiId=api, stageName="live")
    origin = {**custom_origin(80), "DomainName": f"{api}.execute-api.us-east-1.amazonaws.com", "OriginPath": "/live"}
    answer = site.open(config(origin, default=behaviour())).request("GET", "/")
    assert (answer.status, json.loads(answer.text)) == (200, {"from": "api"})
    everything = behaviour(OriginRequestPolicyId="216adef6-5c7f-47e4-b989-5492eafa07d3")
    viewers_host = site.open(config(origin, default=everything)).request("GET", "/")
    assert (viewers_host.status, json.loads(viewers_host.text)) == (403, {"message": "Forbidden"})
