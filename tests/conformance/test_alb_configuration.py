"""What Elastic Load Balancing refuses, and with which error code.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/CommonErrors.html
That a function is registered only with permission is in test_resource_policies.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from load_balancers import Balancer, balancer, fixed, subnets
from test_alb_rules import header, host, method, path, query, source

from lambda_workshop.backends import Backend

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("alb")
LAMBDA: dict[str, Any] = {"Name": "g", "TargetType": "lambda"}


@pytest.fixture
def shop(backend: Backend, session: Session, account: str) -> Balancer:
    """A load balancer without rules."""
    return balancer(session, account, backend.endpoint_url)


def code(call: Any, **arguments: Any) -> str:
    """The error code of a refused call."""
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    return str(refused.value.response["Error"]["Code"])


class TestRules:
    @pytest.mark.parametrize(
        "conditions",
        [
            [],
            [{"Field": "cookie", "Values": ["a"]}],
            [path("/a"), path("/b")],
            [path("/a", "/b", "/c", "/d")],
            [path("/a", "/b", "/c"), header("x", "1", "2", "3")],
            [path("/*/*/*"), header("x", "*", "*?*")],
            [path("/a b")],
            [path("/" + "a" * 128)],
            [host("localhost")],
            [host("shop_1.example")],
            [header("host", "a")],
            [header("x y", "a")],
            [header("x" * 41, "a")],
            [method("post")],
            [method("GET*")],
            [query({"Key": "only"})],
            [source("127.0.0.1")],
            [source("127.0.0.1/40")],
            [source("255.255.255.255/32")],
            [{"Field": "path-pattern", "HostHeaderConfig": {"Values": ["a.b"]}}],
            [{"Field": "path-pattern", "PathPatternConfig": {"RegexValues": ["("]}}],
            [{"Field": "path-pattern", "PathPatternConfig": {"RegexValues": ["(?=a)b"]}}],
            [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/a"], "RegexValues": ["b"]}}],
        ],
    )
    def test_conditions_that_aws_refuses_are_refused(self, shop: Balancer, conditions: list[dict[str, Any]]) -> None:
        arguments = {"ListenerArn": shop.listener, "Priority": 1, "Actions": [fixed("x")]}
        assert code(shop.elb.create_rule, Conditions=conditions, **arguments) == "ValidationError"
        rule = shop.rule(2, path("/a"))
        assert code(shop.elb.modify_rule, RuleArn=rule, Conditions=conditions) == "ValidationError"

    @pytest.mark.parametrize("priority", [0, 50001])
    def test_a_priority_is_between_1_and_50000(self, shop: Balancer, priority: int) -> None:
        arguments = {"ListenerArn": shop.listener, "Conditions": [path("/a")], "Actions": [fixed("x")]}
        # botocore itself refuses what is outside its own limits.
        client = shop.elb
        client.meta.config.parameter_validation = False
        with pytest.raises(Exception, match=r"ValidationError|Parameter validation failed|Invalid range"):
            client.create_rule(Priority=priority, **arguments)

    def test_a_priority_is_there_once(self, shop: Balancer) -> None:
        first, second = shop.rule(1, path("/a")), shop.rule(2, path("/b"))
        again = {"ListenerArn": shop.listener, "Conditions": [path("/c")], "Actions": [fixed("x")]}
        assert code(shop.elb.create_rule, Priority=1, **again) == "PriorityInUse"
        for priorities in ({first: 2}, {first: 3, second: 3}):
            wanted = [{"RuleArn": rule, "Priority": priority} for rule, priority in priorities.items()]
            assert code(shop.elb.set_rule_priorities, RulePriorities=wanted) == "PriorityInUse"

    def test_the_default_rule_keeps_its_place(self, shop: Balancer) -> None:
        (default,) = shop.elb.describe_rules(ListenerArn=shop.listener)["Rules"]
        wanted = [{"RuleArn": default["RuleArn"], "Priority": 1}]
        assert code(shop.elb.set_rule_priorities, RulePriorities=wanted) == "OperationNotPermitted"
        assert code(shop.elb.delete_rule, RuleArn=default["RuleArn"]) == "OperationNotPermitted"


class TestActions:
    @pytest.mark.parametrize(
        ("action", "expected"),
        [
            (fixed("x", "302"), "ValidationError"),
            (fixed("x", "200", "image/png"), "ValidationError"),
            (fixed("x" * 1025), "ValidationError"),
            ({"Type": "forward"}, "ValidationError"),
            ({"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301"}}, "InvalidLoadBalancerAction"),
            ({"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", "Path": "x"}}, "ValidationError"),
            ({"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_307", "Path": "/x"}}, "ValidationError"),
        ],
    )
    def test_actions_that_aws_refuses_are_refused(self, shop: Balancer, action: dict[str, Any], expected: str) -> None:
        arguments = {"ListenerArn": shop.listener, "Priority": 1, "Conditions": [path("/a")]}
        assert code(shop.elb.create_rule, Actions=[action], **arguments) == expected
        assert code(shop.elb.modify_listener, ListenerArn=shop.listener, DefaultActions=[action]) == expected

    def test_a_target_group_exists_and_has_a_weight_below_1000(self, shop: Balancer) -> None:
        group = shop.group("g")
        modify = shop.elb.modify_listener
        unknown = [{"Type": "forward", "TargetGroupArn": f"{group}0"}]
        assert code(modify, ListenerArn=shop.listener, DefaultActions=unknown) == "TargetGroupNotFound"
        heavy = [{"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": group, "Weight": 1000}]}}]
        assert code(modify, ListenerArn=shop.listener, DefaultActions=heavy) == "ValidationError"

    def test_one_action_ends_a_rule(self, shop: Balancer) -> None:
        two = [{**fixed("a"), "Order": 1}, {**fixed("b"), "Order": 2}]
        refused = code(shop.elb.modify_listener, ListenerArn=shop.listener, DefaultActions=two)
        assert refused == "InvalidLoadBalancerAction"


class TestTargetGroups:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"Protocol": "HTTP"},
            {"Port": 80},
            {"VpcId": "vpc-1"},
            {"Name": "a_b"},
            {"Name": "-a"},
            {"HealthCheckIntervalSeconds": 30},
            {"HealthCheckTimeoutSeconds": 35},
            {"Matcher": {"HttpCode": "500"}},
            {"Matcher": {"HttpCode": "ok"}},
        ],
    )
    def test_settings_that_aws_refuses_are_refused(self, shop: Balancer, wrong: dict[str, Any]) -> None:
        assert code(shop.elb.create_target_group, **{**LAMBDA, **wrong}) == "ValidationError"

    def test_a_group_for_a_function_has_no_port_and_its_own_usual_settings(self, shop: Balancer) -> None:
        (made,) = shop.elb.create_target_group(**LAMBDA)["TargetGroups"]
        assert not {"Protocol", "Port", "VpcId"} & made.keys()
        assert made["HealthCheckEnabled"] is False
        assert (made["HealthCheckIntervalSeconds"], made["HealthCheckTimeoutSeconds"]) == (35, 30)
        described = shop.elb.describe_target_group_attributes(TargetGroupArn=made["TargetGroupArn"])
        assert described["Attributes"] == [{"Key": "lambda.multi_value_headers.enabled", "Value": "false"}]

    @pytest.mark.parametrize(
        ("key", "value", "expected"),
        [
            ("lambda.multi_value_headers.enabled", "yes", "ValidationError"),
            ("stickiness.enabled", "true", "InvalidConfigurationRequest"),
        ],
    )
    def test_an_attribute_that_aws_refuses_is_refused(
        self, shop: Balancer, key: str, value: str, expected: str
    ) -> None:
        arguments = {"TargetGroupArn": shop.group("g"), "Attributes": [{"Key": key, "Value": value}]}
        assert code(shop.elb.modify_target_group_attributes, **arguments) == expected

    def test_a_group_that_a_rule_uses_stays(self, shop: Balancer) -> None:
        shop.serve()
        (group,) = shop.elb.describe_target_groups(Names=["shop"])["TargetGroups"]
        assert group["LoadBalancerArns"] == [shop.arn]
        assert code(shop.elb.delete_target_group, TargetGroupArn=group["TargetGroupArn"]) == "ResourceInUse"
        shop.elb.delete_load_balancer(LoadBalancerArn=shop.arn)
        shop.elb.delete_target_group(TargetGroupArn=group["TargetGroupArn"])
        assert code(shop.elb.describe_target_groups, TargetGroupArns=[group["TargetGroupArn"]]) == "TargetGroupNotFound"

    def test_a_group_has_one_function(self, shop: Balancer) -> None:
        first, second = shop.function("first"), shop.function("second")
        group = shop.group("g", first)
        shop.permit(second, group)
        register = shop.elb.register_targets
        shop.elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop.arn_of(first)}])
        assert code(register, TargetGroupArn=group, Targets=[{"Id": shop.arn_of(second)}]) == "TooManyTargets"

    @pytest.mark.parametrize(
        "target",
        [
            "shop",
            "i-1234567890abcdef0",
            "arn:aws:lambda:us-east-1:{account}:function:none",
            "arn:aws:lambda:eu-west-1:{account}:function:none",
            "arn:aws:lambda:us-east-1:999999999999:function:none",
        ],
    )
    def test_a_target_is_a_function_of_the_same_account_and_region(self, shop: Balancer, target: str) -> None:
        targets = [{"Id": target.format(account=shop.account)}]
        refused = code(shop.elb.register_targets, TargetGroupArn=shop.group("g"), Targets=targets)
        assert refused == "InvalidTarget"


class TestListenersAndBalancers:
    @pytest.mark.parametrize(
        ("wrong", "expected"),
        [
            ({"Port": 80}, "DuplicateListener"),
            ({"Protocol": "TCP"}, "UnsupportedProtocol"),
            ({"Protocol": "HTTPS"}, "ValidationError"),
            ({"DefaultActions": []}, "ValidationError"),
        ],
    )
    def test_a_listener_that_aws_refuses_is_refused(self, shop: Balancer, wrong: dict[str, Any], expected: str) -> None:
        usual = {"LoadBalancerArn": shop.arn, "Protocol": "HTTP", "Port": 8080, "DefaultActions": [fixed("x")]}
        assert code(shop.elb.create_listener, **{**usual, **wrong}) == expected

    @pytest.mark.parametrize("name", ["a_b", "-a", "a" * 33, "internal-a"])
    def test_a_name_that_aws_refuses_is_refused(self, session: Session, name: str) -> None:
        create = session.client("elbv2").create_load_balancer
        assert code(create, Name=name, Subnets=subnets(session)) == "ValidationError"

    def test_a_load_balancer_needs_two_subnets_in_two_zones(self, session: Session) -> None:
        create, (subnet,) = session.client("elbv2").create_load_balancer, subnets(session, 1)
        assert code(create, Name="shop", Subnets=[subnet]) == "ValidationError"
        assert code(create, Name="shop", Subnets=[subnet, "subnet-none"]) == "SubnetNotFound"
