"""What the edge does with what functions answer: goes on, answers itself, or says 502 or 503.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-502-bad-gateway.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-503-service-unavailable.html
"""

from __future__ import annotations

import pytest
from edge_fixtures import Site, site
from edge_shop import behaviour, config, custom_origin, functions, publish, trust

__all__ = ["site"]
pytestmark = pytest.mark.trigger("cloudfront")
INVALID, FAILED, LIMIT = (
    f"{name} from cloudfront" for name in ("LambdaValidationError", "LambdaExecutionError", "LambdaLimitExceeded")
)
REDIRECT = (
    "result = {'status': '302', 'statusDescription': 'Found', "
    "'headers': {'location': [{'key': 'Location', 'value': '/new'}]}, 'body': 'gone'}"
)


def test_a_viewer_request_function_answers_itself_and_nothing_is_cached(site: Site) -> None:
    asked = len(site.shop.requests)
    for _ in range(2):
        answer = site.get("/moved", viewer_request=REDIRECT)
        assert (answer.status, answer.reason, answer.text) == (302, "Found", "gone")
        assert answer.headers["location"] == "/new"
        assert answer.x_cache == "LambdaGeneratedResponse from cloudfront"
        assert answer.events == ("viewer-request",)
    assert len(site.shop.requests) == asked and not answer.asked


def test_an_origin_request_function_answers_in_the_origins_place_and_that_is_cached(site: Site) -> None:
    script = "result = {'status': '200', 'body': 'aGFsbG8=', 'bodyEncoding': 'base64'}"
    first = site.get("/made", origin_request=script)
    assert (first.text, first.x_cache) == ("hallo", "LambdaGeneratedResponse from cloudfront")
    assert first.events == ("viewer-request", "origin-request", "viewer-response") and not first.asked
    second = site.get("/made", origin_request=script)
    assert (second.text, second.x_cache) == ("hallo", "Hit from cloudfront")


def test_a_rewritten_path_is_what_the_cache_and_the_origin_know(site: Site) -> None:
    rewrite = "request['uri'] = '/cats/b'; request['querystring'] = 'v=2'"
    assert site.get("/cats", viewer_request=rewrite).text == "shop /cats/b?v=2"
    assert site.get("/cats/b").x_cache == "Hit from cloudfront"


def test_headers_that_a_function_adds_reach_the_origin_and_the_viewer(site: Site) -> None:
    add = "{0}['headers']['x-inkwell'] = [{{'key': 'X-Inkwell', 'value': '{1}'}}]"
    answer = site.get(
        "/added", origin_request=add.format("request", "to origin"), viewer_response=add.format("response", "to viewer")
    )
    assert site.shop.requests[-1][2]["x-inkwell"] == "to origin"
    assert answer.headers["x-inkwell"] == "to viewer"


def test_an_origin_response_function_changes_status_and_body_before_they_are_cached(site: Site) -> None:
    script = "response.update(status='203', body='better', statusDescription='Improved')"
    assert site.get("/improved", origin_response=script).text == "better"
    again = site.get("/improved")
    assert (again.status, again.reason, again.text) == (203, "Improved", "better")
    assert again.x_cache == "Hit from cloudfront"


def test_a_status_that_is_a_number_works_and_is_remarked(site: Site) -> None:
    answer = site.get("/number", origin_response="response['status'] = 404")
    assert answer.status == 404 and any("`status` is a number" in remark for remark in answer.remarks)


def test_a_function_chooses_another_origin(site: Site) -> None:
    script = (
        "custom = request['origin']['custom']; custom.update(path='/b', domainName='localhost'); "
        "custom['customHeaders'] = {'x-variant': [{'key': 'X-Variant', 'value': 'b'}]}"
    )
    assert site.get("/choice", origin_request=script).text == "shop /b/choice"
    assert site.shop.requests[-1][2]["x-variant"] == "b"


INVALID_ANSWERS = {
    "nothing": ("viewer_request", "result = None", "must be a request or a response object"),
    "the whole event": ("viewer_request", "result = event", "invalid URI"),
    "statusCode": ("viewer_request", "result = {'statusCode': 302}", "statusCode is not a field"),
    "status in words": ("viewer_request", "result = {'status': 'Found'}", "invalid status"),
    "status too low": ("origin_request", "result = {'status': '199'}", "invalid status"),
    "204 with body": ("viewer_request", "result = {'status': '204', 'body': 'x'}", "204 must not have a body"),
    "body not text": ("origin_request", "result = {'status': '200', 'body': {}}", "body is not a string"),
    "not base64": (
        "origin_request",
        "result = {'status': '200', 'body': '?', 'bodyEncoding': 'base64'}",
        "not valid base64",
    ),
    "header as text": (
        "viewer_response",
        "response['headers']['x-a'] = 'b'",
        "Each header entry in the headers object must be an array.",
    ),
    "header with capitals": ("viewer_response", "response['headers']['X-A'] = [{'value': 'b'}]", "in lower case"),
    "header without value": ("origin_response", "response['headers']['x-a'] = [{'key': 'X-A'}]", "must have a value"),
    "key of another header": (
        "origin_response",
        "response['headers']['x-a'] = [{'key': 'X-B', 'value': 'c'}]",
        "is not the name",
    ),
    "path without slash": ("origin_request", "request['uri'] = 'index.html'", "invalid URI"),
    "query with a space": ("origin_request", "request['querystring'] = 'a=b c'", "invalid query string"),
    "too long": ("viewer_request", "request['uri'] = '/' + 'x' * 8191", "shorter than 8192"),
    "method": ("viewer_request", "request['method'] = 'PUT'", "read-only field method"),
    "client": ("origin_request", "request['clientIp'] = '10.0.0.1'", "read-only field clientIp"),
    "status at the viewer": ("viewer_response", "response['status'] = '201'", "tried to change the status"),
    "no status": ("origin_response", "result = {'headers': {}}", "without a status"),
    "two origins": ("origin_request", "request['origin']['s3'] = {}", "exactly one of custom and s3"),
    "origin by address": ("origin_request", "request['origin']['custom']['domainName'] = '10.0.0.1'", "domainName"),
    "origin's port": ("origin_request", "request['origin']['custom']['port'] = 22", "port must be"),
    "origin's path": ("origin_request", "request['origin']['custom']['path'] = 'b/'", "path must begin"),
}


@pytest.mark.parametrize("name", INVALID_ANSWERS)
def test_an_answer_that_is_not_valid_is_a_502(site: Site, name: str) -> None:
    event, script, told = INVALID_ANSWERS[name]
    answer = site.get(f"/invalid/{name.replace(' ', '-')}", **{event: script})
    assert (answer.status, answer.x_cache) == (502, INVALID)
    assert told in answer.problem and answer.problem == answer.hops[-1].problem
    assert "502 ERROR" in answer.text and answer.headers["server"] == "CloudFront"
    assert answer.headers["x-amz-cf-id"] in answer.text


FORBIDDEN_HEADERS = {
    "forbidden in a request": ("viewer_request", "request", "connection", "blacklisted"),
    "forbidden in a response": ("viewer_response", "response", "x-cache", "blacklisted"),
    "forbidden by its beginning": ("origin_response", "response", "x-edge-result", "blacklisted"),
    "country": ("viewer_request", "request", "cloudfront-viewer-country", "blacklisted"),
    "host at the viewer": ("viewer_request", "request", "host", "read-only"),
    "encoding to the origin": ("origin_request", "request", "accept-encoding", "read-only"),
    "via": ("origin_response", "response", "via", "read-only"),
    "warning": ("viewer_response", "response", "warning", "read-only"),
    "length at the viewer": ("viewer_response", "response", "content-length", "read-only"),
}


@pytest.mark.parametrize("name", FORBIDDEN_HEADERS)
def test_a_header_that_a_function_must_not_set_is_a_502(site: Site, name: str) -> None:
    event, part, header, told = FORBIDDEN_HEADERS[name]
    answer = site.get(f"/headers/{header}", **{event: f"{part}['headers']['{header}'] = [{{'value': 'x'}}]"})
    assert (answer.status, answer.x_cache) == (502, INVALID)
    assert "tried to add, delete, or change" in answer.problem and told in answer.problem


def test_a_read_only_header_must_not_be_taken_away_and_host_may_change_before_the_origin(site: Site) -> None:
    assert site.get("/taken", viewer_request="del request['headers']['host']").status == 502
    changed = site.get("/host", origin_request="request['headers']['host'][0]['value'] = 'b.inkwell.example'")
    assert changed.status == 200 and site.shop.requests[-1][2]["host"] == "b.inkwell.example"


@pytest.mark.parametrize(("event", "most"), [("viewer_request", 40 * 1024), ("origin_request", 1024 * 1024)])
def test_a_response_that_is_too_large_for_its_event_is_a_502(site: Site, event: str, most: int) -> None:
    script = f"result = {{'status': '200', 'body': 'x' * {most}}}"
    fits, large = site.get(f"/fits/{event}", **{event: script}), f"{script.replace(str(most), str(most + 1))}"
    assert (fits.status, len(fits.body)) == (200, most)
    answer = site.get(f"/large/{event}", **{event: large})
    assert (answer.status, answer.x_cache) == (502, INVALID) and "exceeds the maximum size" in answer.problem


def test_a_function_that_raises_is_a_503_that_does_not_tell_why(site: Site) -> None:
    answer = site.get("/raises", origin_request="raise ValueError('no such photo')")
    assert (answer.status, answer.x_cache) == (503, FAILED)
    assert "is invalid or doesn't have the required permissions" in answer.text and "no such photo" not in answer.text
    assert answer.problem == "the function failed with ValueError: no such photo"
    reply = answer.hops[-1].reply
    assert reply is not None and "no such photo" in reply.log


def test_nothing_of_a_failure_is_cached(site: Site) -> None:
    assert site.get("/recovers", origin_response="raise ValueError()").status == 503
    assert site.get("/recovers").x_cache == "Miss from cloudfront"


def test_a_function_that_takes_too_long_or_is_throttled_is_a_503_of_the_limits(site: Site) -> None:
    slow = publish(site.session, site.account, "    import threading; threading.Event().wait(3)", "slow", Timeout=1)
    client = site.session.client("lambda")
    default = behaviour(LambdaFunctionAssociations=functions(viewer_request=slow))
    edge = site.open(config(custom_origin(site.shop.port), default=default))
    answer = edge.request("GET", "/slow")
    assert (answer.status, answer.x_cache) == (503, LIMIT)
    client.put_function_concurrency(FunctionName="slow", ReservedConcurrentExecutions=0)
    answer = edge.request("GET", "/slow")
    assert (answer.status, answer.x_cache) == (503, LIMIT) and "was throttled" in answer.text


def test_a_function_that_was_deleted_is_a_503(site: Site) -> None:
    gone = publish(site.session, site.account, "", "gone")
    default = behaviour(LambdaFunctionAssociations=functions(viewer_request=gone))
    edge = site.open(config(custom_origin(site.shop.port), default=default))
    site.session.client("lambda").delete_function(FunctionName="gone")
    answer = edge.request("GET", "/gone")
    assert (answer.status, answer.x_cache) == (503, FAILED)


@pytest.mark.differs(localstack="its free edition has no CloudFront: the simulator takes a configuration instead")
def test_a_role_that_no_longer_trusts_the_edge_is_a_503(site: Site) -> None:
    arn = publish(site.session, site.account, "", "distrusted")
    default = behaviour(LambdaFunctionAssociations=functions(viewer_request=arn))
    edge = site.open(config(custom_origin(site.shop.port), default=default))
    trust(site.session, "lambda.amazonaws.com")
    try:
        answer = edge.request("GET", "/trusted")
    finally:
        trust(site.session, "lambda.amazonaws.com", "edgelambda.amazonaws.com")
    assert (answer.status, answer.x_cache, answer.asked) == (503, FAILED, ())
    assert "must be assumable with edgelambda.amazonaws.com" in answer.problem
    assert edge.request("GET", "/trusted").status == 200
