"""A function behind an Application Load Balancer: its event, its answers, its health.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from deployed import Deployed, eventually
from load_balancers import BAD_GATEWAY, TELLS, Balancer, balancer

from lambda_workshop.backends import Backend

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("alb")
MEBIBYTE = 1024 * 1024
SLOW_WHEN_CHECKED = (
    "import time\n"
    "def handler(event, context):\n"
    "    if event['headers']['user-agent'].startswith('ELB-HealthChecker'):\n"
    "        time.sleep(3)\n"
    "    return {'statusCode': 200}\n"
)
"""A function that answers clients at once, and health checks after their time-out."""


@pytest.fixture
def shop(backend: Backend, session: Session, account: str) -> Balancer:
    """A load balancer without rules."""
    return balancer(session, account, backend.endpoint_url)


def returns(expression: str) -> str:
    """A function that returns this."""
    return f"def handler(event, context):\n    return {expression}\n"


class TestEvent:
    def test_it_brings_the_request_and_nothing_else(self, shop: Balancer) -> None:
        function = shop.serve()
        shop.get("/prints/large?size=a%20b+c&size=d&flag", headers=[("X-Shop", "inkwell"), ("Accept", "*/*")])
        event = shop.event(function)
        headers = event.pop("headers")
        group = shop.elb.describe_target_groups(Names=["shop"])["TargetGroups"][0]["TargetGroupArn"]
        assert event == {
            "requestContext": {"elb": {"targetGroupArn": group}},
            "httpMethod": "GET",
            "path": "/prints/large",
            "queryStringParameters": {"size": "d", "flag": ""},
            "body": "",
            "isBase64Encoded": False,
        }
        assert set(headers) == {
            "host", "x-shop", "accept", "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto",
        }  # fmt: skip
        assert (headers["x-shop"], headers["x-forwarded-for"]) == ("inkwell", "127.0.0.1")
        assert (headers["x-forwarded-port"], headers["x-forwarded-proto"]) == ("80", "http")
        assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", headers["x-amzn-trace-id"])

    def test_path_and_parameters_stay_url_encoded(self, shop: Balancer) -> None:
        function = shop.serve()
        shop.get("/my%20photo/a%2Fb?name=Ada%20Byron&q=1%2B1&x=a+b")
        event = shop.event(function)
        assert event["path"] == "/my%20photo/a%2Fb"
        assert event["queryStringParameters"] == {"name": "Ada%20Byron", "q": "1%2B1", "x": "a+b"}

    def test_of_repeated_headers_and_parameters_the_last_value_comes(self, shop: Balancer) -> None:
        function = shop.serve()
        shop.get("/?a=1&a=2", headers=[("X-Size", "small"), ("X-Size", "large, matt")])
        event = shop.event(function)
        assert event["headers"]["x-size"] == "large, matt"
        assert event["queryStringParameters"] == {"a": "2"}
        assert not [key for key in event if key.startswith("multiValue")]

    def test_with_multi_value_headers_all_values_come_and_the_single_keys_are_gone(self, shop: Balancer) -> None:
        function = shop.serve(TELLS.replace("'headers': {'content-type': 'text/plain'}, ", ""), many=True)
        shop.get("/?a=1&a=2&b=", headers=[("X-Size", "small"), ("X-Size", "large, matt"), ("Cookie", "a=1")])
        event = shop.event(function)
        assert set(event) == {
            "requestContext", "httpMethod", "path", "multiValueQueryStringParameters", "multiValueHeaders", "body",
            "isBase64Encoded",
        }  # fmt: skip
        assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""]}
        assert event["multiValueHeaders"]["x-size"] == ["small", "large, matt"]
        assert event["multiValueHeaders"]["cookie"] == ["a=1"]
        assert event["multiValueHeaders"]["x-forwarded-proto"] == ["http"]

    @pytest.mark.parametrize(
        ("kind", "encoding", "encoded"),
        [
            ("text/html; charset=utf-8", "", False),
            ("application/json", "", False),
            ("application/javascript", "", False),
            ("application/xml", "", False),
            ("application/x-www-form-urlencoded", "", True),
            ("image/png", "", True),
            ("", "", True),
            ("application/json", "gzip", True),
        ],
    )
    def test_a_body_is_in_base64_unless_it_is_plain_text(
        self, shop: Balancer, kind: str, encoding: str, encoded: bool
    ) -> None:
        function = shop.serve()
        headers = [pair for pair in (("Content-Type", kind), ("Content-Encoding", encoding)) if pair[1]]
        shop.get("/", "POST", headers, body=b'{"a": 1}')
        event = shop.event(function)
        assert event["isBase64Encoded"] is encoded
        assert event["body"] == (base64.b64encode(b'{"a": 1}').decode() if encoded else '{"a": 1}')

    def test_what_a_client_says_of_itself_is_kept_and_added_to(self, shop: Balancer) -> None:
        function = shop.serve()
        sent = "Root=1-67891233-abcdef012345678912345678"
        shop.get("/", headers=[("X-Forwarded-For", "203.0.113.9"), ("X-Amzn-Trace-Id", sent)])
        headers = shop.event(function)["headers"]
        assert headers["x-forwarded-for"] == "203.0.113.9, 127.0.0.1"
        assert re.fullmatch(rf"Self=1-[0-9a-f-]+;{sent}", headers["x-amzn-trace-id"])


class TestAnswer:
    def test_the_functions_answer_reaches_the_client(self, shop: Balancer) -> None:
        shop.serve(
            returns(
                "{'isBase64Encoded': False, 'statusCode': 201, 'statusDescription': '201 Created', "
                "'headers': {'Content-Type': 'application/json', 'X-Order': 'O-7301'}, 'body': '{}'}"
            )
        )
        answer = shop.get("/")
        assert (answer.status, answer.body) == (201, b"{}")
        assert (answer.header("content-type"), answer.header("x-order")) == ("application/json", "O-7301")
        assert answer.header("server") == "awselb/2.0"

    def test_a_body_in_base64_is_decoded(self, shop: Balancer) -> None:
        data = base64.b64encode(b"\x89PNG\xff").decode()
        shop.serve(
            returns(
                f"{{'isBase64Encoded': True, 'statusCode': 200, 'headers': {{'Content-Type': 'image/png'}}, "
                f"'body': '{data}'}}"
            )
        )
        assert shop.get("/").body == b"\x89PNG\xff"

    def test_the_status_code_alone_is_enough(self, shop: Balancer) -> None:
        shop.serve(returns("{'statusCode': 204}"))
        assert shop.get("/").status == 204

    def test_each_mode_reads_its_own_headers(self, shop: Balancer) -> None:
        both = (
            "{'statusCode': 200, 'headers': {'x-mode': 'single'}, "
            "'multiValueHeaders': {'x-mode': ['many'], 'set-cookie': ['a=1', 'b=2']}, 'body': ''}"
        )
        shop.serve(returns(both))
        assert shop.get("/").header("x-mode") == "single"
        group = shop.elb.describe_target_groups(Names=["shop"])["TargetGroups"][0]["TargetGroupArn"]
        shop.elb.modify_target_group_attributes(
            TargetGroupArn=group, Attributes=[{"Key": "lambda.multi_value_headers.enabled", "Value": "true"}]
        )
        answer = shop.get("/")
        assert answer.header("x-mode") == "many"
        assert [value for name, value in answer.headers if name == "set-cookie"] == ["a=1", "b=2"]

    @pytest.mark.parametrize(
        "wrong",
        [
            "1 / 0",
            "None",
            "'hello'",
            "[]",
            "{}",
            "{'headers': {}, 'body': 'no status'}",
            "{'statusCode': '200'}",
            "{'statusCode': 99}",
            "{'statusCode': 200, 'statusDescription': None}",
            "{'statusCode': 200, 'headers': None}",
            "{'statusCode': 200, 'headers': {'a': True}}",
            "{'statusCode': 200, 'headers': {'a': 'b\\r\\nc: d'}}",
            "{'statusCode': 200, 'body': None}",
            "{'statusCode': 200, 'body': {'a': 1}}",
            "{'statusCode': 200, 'isBase64Encoded': 'true'}",
            "{'statusCode': 200, 'isBase64Encoded': True, 'body': '%'}",
        ],
    )
    def test_a_failure_or_a_bad_answer_is_a_502_page(self, shop: Balancer, wrong: str) -> None:
        shop.serve(returns(wrong))
        answer = shop.get("/")
        assert (answer.status, answer.body) == (502, BAD_GATEWAY)
        assert answer.header("content-type") == "text/html"

    def test_single_headers_in_many_values_mode_are_not_read(self, shop: Balancer) -> None:
        shop.serve(returns("{'statusCode': 200, 'headers': {'x-mode': 'single'}, 'body': ''}"), many=True)
        assert "x-mode" not in dict(shop.get("/").headers)

    def test_a_function_deleted_since_is_a_502_page(self, shop: Balancer) -> None:
        function = shop.serve()
        function.functions.delete_function(FunctionName="shop")
        assert (shop.get("/").status, shop.get("/").body) == (502, BAD_GATEWAY)

    def test_a_function_slower_than_the_idle_timeout_is_a_502_page(self, shop: Balancer) -> None:
        shop.serve("import time\ndef handler(event, context):\n    time.sleep(3)\n    return {'statusCode': 200}\n")
        attributes = [{"Key": "idle_timeout.timeout_seconds", "Value": "1"}]
        shop.elb.modify_load_balancer_attributes(LoadBalancerArn=shop.arn, Attributes=attributes)
        assert shop.get("/").status == 502

    def test_no_target_is_a_503_page(self, shop: Balancer) -> None:
        shop.default({"Type": "forward", "TargetGroupArn": shop.group("empty")})
        answer = shop.get("/")
        assert answer.status == 503
        assert b"<h1>503 Service Temporarily Unavailable</h1>" in answer.body


class TestLimits:
    def test_a_body_of_1_mb_is_taken_and_a_larger_one_is_a_413_page(self, shop: Balancer) -> None:
        shop.serve(returns("{'statusCode': 200, 'body': str(len(event['body']))}"))
        text = [("Content-Type", "text/plain")]
        assert shop.get("/", "POST", text, b"x" * MEBIBYTE).body == str(MEBIBYTE).encode()
        answer = shop.get("/", "POST", text, b"x" * (MEBIBYTE + 1))
        assert answer.status == 413
        assert b"<h1>413 Request Entity Too Large</h1>" in answer.body

    def test_an_answer_above_1_mb_of_json_is_a_502_page(self, shop: Balancer) -> None:
        shop.serve(returns("{'statusCode': 200, 'body': 'x' * int(event['queryStringParameters']['n'])}"))
        assert shop.get(f"/?n={MEBIBYTE - 100}").status == 200
        assert shop.get(f"/?n={MEBIBYTE}").status == 502


class TestHealth:
    CHECKS: ClassVar[dict[str, Any]] = {
        "HealthCheckEnabled": True,
        "HealthCheckPath": "/health?deep=1",
        "HealthCheckIntervalSeconds": 5,
        "HealthCheckTimeoutSeconds": 2,
        "HealthyThresholdCount": 2,
        "UnhealthyThresholdCount": 2,
        "Matcher": {"HttpCode": "200-204,301"},
    }

    def health(self, shop: Balancer, group: str = "shop") -> dict[str, Any]:
        """What DescribeTargetHealth says of the group's target."""
        arn = shop.elb.describe_target_groups(Names=[group])["TargetGroups"][0]["TargetGroupArn"]
        (described,) = shop.elb.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
        found: dict[str, Any] = described["TargetHealth"]
        return found

    def until(self, shop: Balancer, state: str, group: str = "shop") -> dict[str, Any]:
        eventually(lambda: self.health(shop, group)["State"] == state, f"a target that is {state}", seconds=15)
        return self.health(shop, group)

    def test_checks_are_off_unless_they_are_switched_on(self, shop: Balancer) -> None:
        function = shop.serve()
        assert self.health(shop)["State"] == "unavailable"
        assert self.health(shop)["Reason"] == "Target.HealthCheckDisabled"
        shop.get("/")
        eventually(lambda: len(shop.events(function)) == 1, "the request")
        assert shop.events(function)[0]["headers"].get("user-agent") != "ELB-HealthChecker/2.0"

    def test_a_group_that_no_rule_uses_is_unused(self, shop: Balancer) -> None:
        function = shop.function("idle")
        shop.group("idle", function, **self.CHECKS)
        assert (self.health(shop, "idle")["State"], self.health(shop, "idle")["Reason"]) == (
            "unused",
            "Target.NotInUse",
        )
        assert not shop.events(function)

    def test_a_check_is_an_event_of_its_own_and_its_answer_makes_the_target_healthy(self, shop: Balancer) -> None:
        function = shop.serve(**self.CHECKS)
        assert self.until(shop, "healthy") == {"State": "healthy"}
        event = shop.event(function)
        group = shop.elb.describe_target_groups(Names=["shop"])["TargetGroups"][0]["TargetGroupArn"]
        assert event == {
            "requestContext": {"elb": {"targetGroupArn": group}},
            "httpMethod": "GET",
            "path": "/health",
            "queryStringParameters": {"deep": "1"},
            "headers": {"user-agent": "ELB-HealthChecker/2.0"},
            "body": "",
            "isBase64Encoded": False,
        }

    def test_a_target_that_fails_its_checks_is_unhealthy_and_still_gets_requests(self, shop: Balancer) -> None:
        # All three at once: two checks have to fail, and AWS allows no interval below 5 seconds.
        failing = {
            "status": (returns("{'statusCode': 500}"), "Target.ResponseCodeMismatch", "[500]"),
            "error": (returns("1 / 0"), "Target.FailedHealthChecks", "Health checks failed"),
            "slow": (SLOW_WHEN_CHECKED, "Target.Timeout", "timed out"),
        }
        for priority, (name, (source, _reason, _description)) in enumerate(failing.items(), 1):
            group = shop.group(name, shop.function(name, source), **self.CHECKS)
            shop.elb.create_rule(
                ListenerArn=shop.listener,
                Priority=priority,
                Conditions=[{"Field": "path-pattern", "Values": [f"/{name}"]}],
                Actions=[{"Type": "forward", "TargetGroupArn": group}],
            )
        for name, (_source, reason, description) in failing.items():
            health = self.until(shop, "unhealthy", name)
            assert health["Reason"] == reason
            assert description in health["Description"]
        assert [shop.get(f"/{name}", headers=[("User-Agent", "shop")]).status for name in failing] == [500, 502, 200]

    def test_a_target_is_initial_until_its_checks_have_told(self, shop: Balancer) -> None:
        shop.serve(returns("{'statusCode': 500}"), **self.CHECKS)
        assert self.health(shop)["State"] == "initial"
        assert self.health(shop)["Reason"] in ("Elb.RegistrationInProgress", "Elb.InitialHealthChecking")

    def test_a_function_that_is_not_registered_is_told_as_such(self, shop: Balancer) -> None:
        function: Deployed = shop.function("stranger")
        group = shop.group("empty")
        target = [{"Id": shop.arn_of(function)}]
        (told,) = shop.elb.describe_target_health(TargetGroupArn=group, Targets=target)["TargetHealthDescriptions"]
        assert told["TargetHealth"]["Reason"] == "Target.NotRegistered"
