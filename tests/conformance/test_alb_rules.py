"""The rules of a listener: which one takes a request, and what it does with it.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from load_balancers import Balancer, balancer, fixed

from lambda_workshop.backends import Backend

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("alb")


@pytest.fixture
def shop(backend: Backend, session: Session, account: str) -> Balancer:
    """A load balancer without rules."""
    return balancer(session, account, backend.endpoint_url)


def path(*patterns: str) -> dict[str, Any]:
    """A condition on the path."""
    return {"Field": "path-pattern", "PathPatternConfig": {"Values": list(patterns)}}


def host(*names: str) -> dict[str, Any]:
    """A condition on the host."""
    return {"Field": "host-header", "HostHeaderConfig": {"Values": list(names)}}


def header(name: str, *values: str) -> dict[str, Any]:
    """A condition on a header."""
    return {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": name, "Values": list(values)}}


def method(*names: str) -> dict[str, Any]:
    """A condition on the method."""
    return {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": list(names)}}


def query(*pairs: dict[str, str]) -> dict[str, Any]:
    """A condition on the query string."""
    return {"Field": "query-string", "QueryStringConfig": {"Values": list(pairs)}}


def source(*blocks: str) -> dict[str, Any]:
    """A condition on the client's address."""
    return {"Field": "source-ip", "SourceIpConfig": {"Values": list(blocks)}}


def regex(field: str, expression: str) -> dict[str, Any]:
    """A condition with a regular expression."""
    config = {"path-pattern": "PathPatternConfig", "host-header": "HostHeaderConfig"}[field]
    return {"Field": field, config: {"RegexValues": [expression]}}


def with_header(name: str, value: str) -> dict[str, Any]:
    """The options of a request with this header."""
    return {"headers": [(name, value)]}


class TestConditions:
    @pytest.mark.parametrize(
        ("condition", "asked", "options", "taken"),
        [
            (path("/prints/*"), "/prints/7", {}, True),
            (path("/prints/*"), "/prints", {}, False),
            (path("/prints/*"), "/PRINTS/7", {}, False),
            (path("/prints/?"), "/prints/77", {}, False),
            (path("/a", "/b"), "/b", {}, True),
            (path("/a"), "/a?b=c", {}, True),
            (path("/[ab]".replace("[ab]", "$")), "/$", {}, True),
            ({"Field": "path-pattern", "Values": ["/flat*"]}, "/flat/1", {}, True),
            (regex("path-pattern", r"^/v\d+/orders$"), "/v2/orders", {}, True),
            (regex("path-pattern", r"^/v\d+/orders$"), "/vx/orders", {}, False),
            (host("*.localhost"), "/", with_header("Host", "api.Inkwell.localhost"), True),
            (host("api.inkwell.localhost"), "/", with_header("Host", "API.inkwell.localhost:8080"), True),
            (host("*.inkwell.localhost"), "/", with_header("Host", "inkwell.localhost"), False),
            (regex("host-header", r"^api\.[a-z]+\.localhost:8080$"), "/",
             with_header("Host", "api.inkwell.localhost:8080"), True),
            (header("X-Shop", "ink*"), "/", with_header("x-shop", "INKWELL"), True),
            (header("X-Shop", "ink?"), "/", with_header("x-shop", "inkwell"), False),
            (header("X-Shop", "*"), "/", {}, False),
            (header("X-Shop", "b"), "/", {"headers": [("x-shop", "a"), ("x-shop", "b")]}, True),
            (method("POST", "PUT"), "/", {"method": "PUT"}, True),
            (method("POST"), "/", {}, False),
            (query({"Key": "version", "Value": "v1"}), "/?a=b&version=v1", {}, True),
            (query({"Key": "version", "Value": "v1"}), "/?VERSION=V1", {}, True),
            (query({"Key": "version", "Value": "v1"}), "/?version=v2", {}, False),
            (query({"Key": "version", "Value": "v1"}), "/?other=v1", {}, False),
            (query({"Value": "*photo*"}), "/?any=my+photo+1", {}, True),
            (query({"Value": "beta"}), "/?beta", {}, True),
            (query({"Key": "v*", "Value": "1?"}), "/?version=12", {}, True),
            (query({"Key": "q", "Value": "1\\*1"}), "/?q=1%2A1", {}, True),
            (query({"Key": "q", "Value": "1\\*1"}), "/?q=121", {}, False),
            (query({"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}), "/?b=2", {}, True),
            (source("127.0.0.0/8"), "/", {}, True),
            (source("10.0.0.0/8", "192.168.0.0/16"), "/", {}, False),
            (source("203.0.113.0/24"), "/", with_header("X-Forwarded-For", "203.0.113.9"), False),
        ],
    )  # fmt: skip
    def test_a_condition_takes_the_requests_that_it_describes(
        self, shop: Balancer, condition: dict[str, Any], asked: str, options: dict[str, Any], taken: bool
    ) -> None:
        shop.rule(1, condition)
        assert shop.get(asked, **options).status == (200 if taken else 404)

    def test_a_rule_takes_only_what_meets_all_its_conditions(self, shop: Balancer) -> None:
        shop.rule(1, path("/orders"), method("POST"), header("x-a", "1"), header("x-b", "2"))
        both = [("x-a", "1"), ("x-b", "2")]
        assert shop.get("/orders", "POST", both).status == 200
        assert shop.get("/orders", "POST", both[:1]).status == 404
        assert shop.get("/orders", "GET", both).status == 404

    def test_the_path_is_compared_as_the_client_sent_it(self, shop: Balancer) -> None:
        shop.rule(1, path("/a/b"))
        assert shop.get("/a%2Fb").status == 404

    def test_a_condition_is_told_as_it_was_given(self, shop: Balancer) -> None:
        given = [
            path("/a&b", "/c*"), header("X-Shop", "<ink>"), query({"Key": "k", "Value": "v"}, {"Value": "w"}),
        ]  # fmt: skip
        shop.rule(1, *given)
        rules = shop.elb.describe_rules(ListenerArn=shop.listener)["Rules"]
        (rule,) = [rule for rule in rules if not rule["IsDefault"]]
        assert rule["Conditions"] == [{**given[0], "Values": ["/a&b", "/c*"]}, *given[1:]]


class TestPriorities:
    def test_the_rule_with_the_lowest_number_is_first(self, shop: Balancer) -> None:
        shop.rule(100, path("/*"), text="hundred")
        shop.rule(9, path("/*"), text="nine")
        assert shop.get("/").body == b"nine"

    def test_new_priorities_change_the_order_at_once(self, shop: Balancer) -> None:
        first, second = shop.rule(1, path("/*"), text="first"), shop.rule(2, path("/*"), text="second")
        swapped = [{"RuleArn": first, "Priority": 2}, {"RuleArn": second, "Priority": 1}]
        shop.elb.set_rule_priorities(RulePriorities=swapped)
        assert shop.get("/").body == b"second"

    def test_what_no_rule_takes_is_for_the_default_action(self, shop: Balancer) -> None:
        shop.rule(1, path("/orders"))
        assert (shop.get("/").status, shop.get("/").body) == (404, b"nothing here")

    def test_every_listener_has_rules_of_its_own(self, shop: Balancer) -> None:
        shop.elb.create_listener(
            LoadBalancerArn=shop.arn, Protocol="HTTP", Port=8080, DefaultActions=[fixed("the other")]
        )
        assert shop.get("/").body == b"nothing here"
        assert shop.get("/", port=8080).body == b"the other"
        assert shop.get("/", port=80).body == b"nothing here"


class TestForward:
    def weighted(self, shop: Balancer, *weights: int, **options: Any) -> None:
        """Make target groups a, b... with a function each, and forward to them by weight."""
        groups = []
        for name, weight in zip("abc", weights, strict=False):
            groups.append({"TargetGroupArn": shop.group(name, shop.function(name)), "Weight": weight})
        shop.default({"Type": "forward", "ForwardConfig": {"TargetGroups": groups, **options}})

    def test_target_groups_get_requests_by_their_weights(self, shop: Balancer) -> None:
        self.weighted(shop, 3, 1)
        got = Counter(shop.get("/").body for _number in range(120))
        assert set(got) == {b"a", b"b"}
        # 90 are expected, and the standard deviation is below 5: it fails by chance less than once in 10^8 runs.
        assert 60 < got[b"a"] < 118

    def test_a_target_group_of_weight_0_gets_nothing(self, shop: Balancer) -> None:
        self.weighted(shop, 0, 5)
        assert {shop.get("/").body for _number in range(30)} == {b"b"}

    def test_when_no_target_group_has_weight_nobody_answers(self, shop: Balancer) -> None:
        self.weighted(shop, 0, 0)
        assert shop.get("/").status == 503

    def test_a_forward_action_is_told_with_its_groups(self, shop: Balancer) -> None:
        self.weighted(shop, 3, 1, TargetGroupStickinessConfig={"Enabled": True, "DurationSeconds": 60})
        (listener,) = shop.elb.describe_listeners(ListenerArns=[shop.listener])["Listeners"]
        (action,) = listener["DefaultActions"]
        config = action["ForwardConfig"]
        assert [group["Weight"] for group in config["TargetGroups"]] == [3, 1]
        assert config["TargetGroupStickinessConfig"] == {"Enabled": True, "DurationSeconds": 60}
        assert "TargetGroupArn" not in action

    def test_a_single_group_is_told_in_both_ways(self, shop: Balancer) -> None:
        shop.serve()
        (listener,) = shop.elb.describe_listeners(ListenerArns=[shop.listener])["Listeners"]
        (action,) = listener["DefaultActions"]
        groups = action["ForwardConfig"]["TargetGroups"]
        assert groups == [{"TargetGroupArn": action["TargetGroupArn"], "Weight": 1}]


class TestOtherActions:
    def test_a_fixed_response_says_what_it_was_told(self, shop: Balancer) -> None:
        shop.default(fixed("<b>Closed & done</b>", "503", "text/html"))
        answer = shop.get("/")
        assert (answer.status, answer.body) == (503, b"<b>Closed & done</b>")
        assert answer.header("content-type") == "text/html; charset=utf-8"
        (listener,) = shop.elb.describe_listeners(ListenerArns=[shop.listener])["Listeners"]
        assert listener["DefaultActions"][0]["FixedResponseConfig"]["MessageBody"] == "<b>Closed & done</b>"

    @pytest.mark.parametrize(
        ("config", "location"),
        [
            ({"Protocol": "HTTPS", "Port": "443"}, "https://shop.localhost:443/old%20shop/a?b=c%20d"),
            ({"Host": "www.#{host}", "Path": "/new/#{path}", "Query": ""},
             "http://www.shop.localhost:80/new/old%20shop/a?b=c%20d"),
            ({"Path": "/", "Query": "from=#{path}&#{query}"}, "http://shop.localhost:80/?from=old%20shop/a&b=c%20d"),
        ],
    )  # fmt: skip
    def test_a_redirect_keeps_what_it_does_not_name(
        self, shop: Balancer, config: dict[str, str], location: str
    ) -> None:
        shop.default({"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", **config}})
        answer = shop.get("/old%20shop/a?b=c%20d", headers=[("Host", "shop.localhost:4000")])
        assert (answer.status, answer.header("location")) == (301, location)
        assert b"301 Moved Permanently" in answer.body
