"""Integrations that are no proxies: mapping templates, patterns for errors, mapped headers, refused media types.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from deployed import eventually, log_exists
from rest_api import RETURN, RestApi

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("rest-api")

JSON = "application/json"
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-variable-examples.html
ALL_PARAMETERS = """#set($all = $input.params())
{
  #foreach($type in $all.keySet())
  #set($params = $all.get($type))
  "$type": {
    #foreach($name in $params.keySet())
    "$name": "$util.escapeJavaScript($params.get($name))"#if($foreach.hasNext),#end

    #end
  }#if($foreach.hasNext),#end

  #end
}
"""


@pytest.fixture
def api(session: Session, account: str) -> RestApi:
    return RestApi(session, account, RETURN)


def mapped(api: RestApi, template: str, body: str = "{}", path: str = "/orders", **options: Any) -> str:
    """The event that this template makes: the function returns it as it is."""
    api.custom(path, requestTemplates={JSON: template})
    api.deploy()
    return api.call(options.pop("call", path), "POST", body=body, **options).text


def test_without_a_template_the_body_is_the_event(api: RestApi) -> None:
    api.custom("/orders")
    api.deploy()
    answer = api.call("/orders", "POST", body='{"id": 7}')
    assert (answer.status, answer.value) == (200, {"id": 7})
    assert answer.header("Content-Type") == JSON


def test_a_status_code_in_the_answer_means_nothing(api: RestApi) -> None:
    api.custom("/orders")
    api.deploy()
    answer = api.call("/orders", "POST", body='{"statusCode": 404, "body": "x"}')
    assert (answer.status, answer.value) == (200, {"statusCode": 404, "body": "x"})


def test_a_template_picks_from_the_body_by_json_path(api: RestApi) -> None:
    template = (
        """{"first": $input.json('$.items[0]'), "size": "$input.path('$.paper.size')", "all": $input.json('$')}"""
    )
    body = {"items": [{"sku": "a"}, {"sku": "b"}], "paper": {"size": "A4"}}
    assert json.loads(mapped(api, template, json.dumps(body))) == {"first": {"sku": "a"}, "size": "A4", "all": body}


def test_a_template_walks_through_the_body(api: RestApi) -> None:
    template = """#set($root = $input.path('$'))
    {"count": $root.items.size(), "skus": [#foreach($item in $root.items)"$item.sku"#if($foreach.hasNext),#end#end]}"""
    event = json.loads(mapped(api, template, '{"items": [{"sku": "a"}, {"sku": "b"}]}'))
    assert event == {"count": 2, "skus": ["a", "b"]}


def test_what_json_path_does_not_find_is_an_empty_string(api: RestApi) -> None:
    assert json.loads(mapped(api, """{"a": $input.json('$.none'), "b": "$input.path('$.none')"}""")) == {
        "a": "",
        "b": "",
    }


def test_parameters_of_the_path_come_before_the_query_and_headers(api: RestApi) -> None:
    template = """{"id": "$input.params('id')", "size": "$input.params('size')", "agent": "$input.params('X-Agent')",
    "none": "$input.params('none')", "header": "$input.params().header.get('X-Agent')"}"""
    text = mapped(
        api, template, path="/orders/{id}", call="/orders/7?id=8&size=A4", headers=[("X-Agent", "a"), ("size", "A3")]
    )
    assert json.loads(text) == {"id": "7", "size": "A4", "agent": "a", "none": "", "header": "a"}


@pytest.mark.differs(localstack="spells the header names in `$input.params()` its own way")
def test_all_parameters_at_once(api: RestApi) -> None:
    text = mapped(api, ALL_PARAMETERS, path="/orders/{id}", call="/orders/7?size=A4", headers=[("X-Agent", "a")])
    event = json.loads(text)
    assert (event["path"], event["querystring"]) == ({"id": "7"}, {"size": "A4"})
    assert event["header"]["X-Agent"] == "a"


def test_the_context_and_the_stage_variables(api: RestApi, account: str) -> None:
    template = """{"api": "$context.apiId", "stage": "$context.stage", "path": "$context.resourcePath",
    "method": "$context.httpMethod", "ip": "$context.identity.sourceIp", "account": "$context.accountId",
    "user": "$context.identity.user", "table": "$stageVariables.table", "again": "${stageVariables.get('table')}"}"""
    api.custom("/orders", requestTemplates={JSON: template})
    api.deploy(variables={"table": "orders-dev"})
    assert api.call("/orders", "POST", body="{}").value == {
        "api": api.id, "stage": "dev", "path": "/orders", "method": "POST", "ip": "127.0.0.1", "account": account,
        "user": "", "table": "orders-dev", "again": "orders-dev",
    }  # fmt: skip


@pytest.mark.differs(localstack="decodes base64 in a template to Python's form of bytes")
def test_the_functions_of_util(api: RestApi) -> None:
    template = """{"encoded": "$util.urlEncode($input.path('$.text'))", "decoded": "$util.urlDecode('a%20b')",
    "base64": "$util.base64Encode('ink')", "text": "$util.base64Decode('aW5r')",
    "parsed": "$util.parseJson($input.path('$.json')).size",
    "escaped": "$util.escapeJavaScript($input.path('$.quote'))"}"""
    body = {"text": "a b&c", "json": '{"size": "A4"}', "quote": 'say "ink"'}
    event = json.loads(mapped(api, template, json.dumps(body)))
    assert event == {
        "encoded": "a+b%26c", "decoded": "a b", "base64": base64.b64encode(b"ink").decode(), "text": "ink",
        "parsed": "A4", "escaped": 'say "ink"',
    }  # fmt: skip


def test_conditions_and_the_methods_of_strings(api: RestApi) -> None:
    template = """#set($size = $input.path('$.size'))
    {"big": #if($size == "A1" || $size == "A2")true#{else}false#end, "sum": #set($n = 2 + 3)$n,
    "replaced": "$size.replaceAll('A', 'B')", "length": $size.length(), "sub": "$size.substring(1)"}"""
    event = json.loads(mapped(api, template, '{"size": "A2"}'))
    assert event == {"big": True, "sum": 5, "replaced": "B2", "length": 2, "sub": "2"}


def test_the_body_as_it_came(api: RestApi) -> None:
    assert json.loads(mapped(api, '{"raw": "$util.base64Encode($input.body)"}', '{"a":  1}')) == {
        "raw": base64.b64encode(b'{"a":  1}').decode()
    }


def test_the_content_type_chooses_the_template(api: RestApi) -> None:
    api.custom("/orders", requestTemplates={JSON: '{"kind": "json"}', "text/plain": '{"kind": "text"}'})
    api.deploy()
    assert api.call("/orders", "POST", body="x").value == {"kind": "json"}
    assert api.call("/orders", "POST", body="x", headers=[("Content-Type", "text/plain")]).value == {"kind": "text"}


@pytest.mark.parametrize(
    ("behaviour", "templates", "status"),
    [
        ("WHEN_NO_MATCH", {JSON: '{"mapped": true}'}, 200),
        ("WHEN_NO_TEMPLATES", {JSON: '{"mapped": true}'}, 415),
        ("WHEN_NO_TEMPLATES", {}, 200),
        ("NEVER", {JSON: '{"mapped": true}'}, 415),
        ("NEVER", {}, 415),
    ],
)
def test_a_media_type_without_a_template(api: RestApi, behaviour: str, templates: dict[str, str], status: int) -> None:
    api.custom("/orders", requestTemplates=templates, passthroughBehavior=behaviour)
    api.deploy()
    answer = api.call("/orders", "POST", body='{"a": 1}', headers=[("Content-Type", "application/vnd.ink+json")])
    assert answer.status == status
    assert answer.value == ({"a": 1} if status == 200 else {"message": "Unsupported Media Type"})


@pytest.mark.differs(localstack="answers 500, not 400, when a mapped event is not JSON")
def test_an_event_that_is_not_json_is_refused(api: RestApi) -> None:
    api.custom("/orders")
    api.deploy()
    answer = api.call("/orders", "POST", body="two copies", headers=[("Content-Type", "text/plain")])
    assert answer.status == 400
    assert answer.value["message"].startswith("Could not parse request body into json")


@pytest.mark.differs(localstack="shows the client what is wrong with a template")
def test_a_template_that_cannot_be_rendered_is_an_internal_error(api: RestApi) -> None:
    api.custom("/orders", requestTemplates={JSON: "#foreach($x in [1..3]) no end"})
    api.deploy()
    answer = api.call("/orders", "POST", body="{}")
    assert (answer.status, answer.value) == (500, {"message": "Internal server error"})


@pytest.mark.differs(localstack="does not limit a template's loops")
def test_a_loop_goes_round_a_thousand_times_at_most(api: RestApi) -> None:
    api.custom("/orders", requestTemplates={JSON: '{"n": "#foreach($x in [1..1001])x#end"}'})
    api.deploy()
    assert api.call("/orders", "POST", body="{}").status == 500


FAILS = "def handler(event, context):\n    raise Exception(event['error'])\n"
PATTERNS: dict[str, dict[str, Any]] = {
    "200": {},
    "404": {"selectionPattern": "Not found: .*", "responseTemplates": {JSON: '{"why": $input.json("$.errorMessage")}'}},
    "400": {"selectionPattern": "Malformed.*"},
}


def test_the_error_message_chooses_the_response(session: Session, account: str) -> None:
    api = RestApi(session, account, FAILS)
    api.custom("/orders", responses=PATTERNS)
    api.deploy()
    answer = api.call("/orders", "POST", body='{"error": "Not found: order 7"}')
    assert (answer.status, answer.value) == (404, {"why": "Not found: order 7"})
    assert api.call("/orders", "POST", body='{"error": "Malformed input"}').status == 400


def test_an_error_that_no_pattern_matches_is_a_200_with_its_text(session: Session, account: str) -> None:
    api = RestApi(session, account, FAILS)
    api.custom("/orders", responses=PATTERNS)
    api.deploy()
    answer = api.call("/orders", "POST", body='{"error": "out of ink"}')
    assert (answer.status, answer.value["errorMessage"]) == (200, "out of ink")
    assert answer.value["errorType"] == "Exception"


@pytest.mark.differs(localstack="compares an error's pattern with the beginning of the message, not with all of it")
def test_a_pattern_is_for_the_whole_message(session: Session, account: str) -> None:
    api = RestApi(session, account, FAILS)
    api.custom("/orders", responses={"200": {}, "404": {"selectionPattern": "Not found"}})
    api.deploy()
    assert api.call("/orders", "POST", body='{"error": "Not found: order 7"}').status == 200


def test_without_any_response_nothing_can_be_answered(api: RestApi) -> None:
    api.custom("/orders", responses={})
    api.deploy()
    answer = api.call("/orders", "POST", body="{}")
    assert (answer.status, answer.value) == (500, {"message": "Internal server error"})


def test_the_response_template_makes_the_body(api: RestApi) -> None:
    template = """#set($order = $input.path('$.order')){"number": $order.id, "by": "$context.apiId"}"""
    api.custom("/orders", responses={"201": {"responseTemplates": {JSON: template}}})
    api.deploy()
    answer = api.call("/orders", "POST", body='{"order": {"id": 7}}')
    assert (answer.status, answer.value) == (201, {"number": 7, "by": api.id})


def test_headers_are_mapped_from_the_body_from_the_context_and_from_text(api: RestApi) -> None:
    parameters = {
        "method.response.header.Location": "integration.response.body.location",
        "method.response.header.X-Stage": "context.stage",
        "method.response.header.Access-Control-Allow-Origin": "'*'",
    }
    api.custom("/orders", responses={"200": {"responseParameters": parameters}})
    api.deploy()
    answer = api.call("/orders", "POST", body='{"location": "/orders/7"}')
    assert (answer.header("Location"), answer.header("X-Stage")) == ("/orders/7", "dev")
    assert answer.header("Access-Control-Allow-Origin") == "*"


def test_a_response_template_may_change_the_status_and_add_headers(api: RestApi) -> None:
    template = """#set($context.responseOverride.status = 202)
#set($context.responseOverride.header.X-Queue = "late")
{"queued": true}"""
    api.custom("/orders", responses={"200": {"responseTemplates": {JSON: template}}})
    api.deploy()
    answer = api.call("/orders", "POST", body="{}")
    assert (answer.status, answer.header("X-Queue"), answer.value) == (202, "late", {"queued": True})


LATE = """import time


def handler(event, context):
    time.sleep(2)
    print('done', event['id'])
"""


def test_an_event_invocation_is_answered_before_the_function_ends(session: Session, account: str) -> None:
    api = RestApi(session, account, LATE, timeout=10)
    api.custom("/orders", requestParameters={"integration.request.header.X-Amz-Invocation-Type": "'Event'"})
    api.deploy()
    answer = api.call("/orders", "POST", body='{"id": 7}')
    assert (answer.status, answer.content) == (200, b"")
    assert not has_ended(api)
    eventually(lambda: has_ended(api), "the function's end")


def has_ended(api: RestApi) -> bool:
    if not log_exists(api.function):
        return False
    return any("done 7" in line for stream in api.function.streams().values() for line in stream)


def test_a_mock_answers_a_browsers_question_before_its_request(api: RestApi) -> None:
    allowed = {
        "method.response.header.Access-Control-Allow-Origin": "'https://inkwell.example'",
        "method.response.header.Access-Control-Allow-Methods": "'GET,POST'",
    }
    api.custom(
        "/orders", "OPTIONS", kind="MOCK", requestTemplates={JSON: '{"statusCode": 200}'},
        responses={"200": {"responseParameters": allowed}},
    )  # fmt: skip
    api.deploy()
    answer = api.call("/orders", "OPTIONS", headers=[("Origin", "https://inkwell.example")])
    assert (answer.status, answer.header("Access-Control-Allow-Methods")) == (200, "GET,POST")
    assert answer.header("Access-Control-Allow-Origin") == "https://inkwell.example"


def test_a_mocks_template_chooses_its_response(api: RestApi) -> None:
    template = """#if($input.params('id') == "7"){"statusCode": 200}#else{"statusCode": 404}#end"""
    responses = {
        "200": {"responseTemplates": {JSON: """{"id": "$input.params('id')"}"""}},
        "404": {"selectionPattern": "404", "responseTemplates": {JSON: '{"message": "no such order"}'}},
    }
    api.custom("/orders/{id}", "GET", kind="MOCK", requestTemplates={JSON: template}, responses=responses)
    api.deploy()
    assert (api.call("/orders/7").status, api.call("/orders/7").value) == (200, {"id": "7"})
    assert (api.call("/orders/8").status, api.call("/orders/8").value) == (404, {"message": "no such order"})


def test_a_text_of_the_function_becomes_bytes(session: Session, account: str) -> None:
    picture = b"\x89PNG\xff"
    api = RestApi(
        session, account, f"def handler(event, context):\n    return {base64.b64encode(picture).decode()!r}\n"
    )
    api.custom("/photo", responses={"200": {"contentHandling": "CONVERT_TO_BINARY"}})
    api.deploy()
    assert api.call("/photo", "POST", body="{}").content == picture
