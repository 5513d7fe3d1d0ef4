"""What Elastic Load Balancing refuses, and what it tells of rules, target groups and targets.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Operations.html
Each function here takes what MiniStack has for an operation and returns what stands in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from lambda_workshop.aws import listener_conditions
from lambda_workshop.aws.facts import load_balancers as facts
from lambda_workshop.emulator.fallback import alb, lambda_functions
from lambda_workshop.emulator.services.lambda_service.resource_policy import may_invoke, owner_of
from lambda_workshop.emulator.services.load_balancer import actions, deliveries, health

Operation = Callable[[Any], Any]

LOWEST_PRIORITY = facts.LOWEST_PRIORITY.value
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")
_FUNCTION = re.compile(r"arn:aws:lambda:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):function:(?P<name>.+)")
_NOT_FOR_LAMBDA = ("Protocol", "ProtocolVersion", "Port", "VpcId", "HealthCheckProtocol", "HealthCheckPort")
_NUMBERS = {
    "HealthCheckIntervalSeconds": (5, 300),
    "HealthCheckTimeoutSeconds": (2, 120),
    "HealthyThresholdCount": (2, 10),
    "UnhealthyThresholdCount": (2, 10),
}


class Refused(Exception):
    """The request is refused with AWS's error code and a message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _invalid(message: str) -> Refused:
    return Refused("ValidationError", message)


def _value(parameters: Mapping[str, Any], name: str) -> str:
    return alb.parameter(parameters, name)


def _whole(text: str, name: str, lowest: int, highest: int) -> int:
    """The number that a parameter gives; raises Refused unless it is one within these limits."""
    if not re.fullmatch(r"\d{1,9}", text) or not lowest <= int(text) <= highest:
        raise _invalid(f"{name} '{text}' must be between '{lowest}' and '{highest}'")
    return int(text)


def _checked(check: Callable[[Any], None]) -> Callable[[Operation], Operation]:
    """Make of a check that raises an operation that refuses, and else does what it did."""

    def wrap(original: Operation) -> Operation:
        def operate(parameters: Any) -> Any:
            try:
                check(parameters)
            except (Refused, actions.Invalid) as refusal:
                return alb.error(refusal.code, str(refusal), 403 if refusal.code == "AccessDenied" else 400)
            except ValueError as problem:
                return alb.error("ValidationError", str(problem))
            return health.waking(original)(parameters)

        return operate

    return wrap


def _check_actions(parameters: Any, prefix: str) -> None:
    actions.check(alb.actions_in(parameters, prefix), lambda arn: arn in alb.target_groups())


def _given(parameters: Mapping[str, Any], prefix: str) -> bool:
    return any(key.startswith(f"{prefix}.") for key in parameters)


def _check_create_load_balancer(parameters: Any) -> None:
    name = _value(parameters, "Name")
    if not _NAME.fullmatch(name) or name.startswith("internal-"):
        raise _invalid(
            f"The load balancer name '{name}' must have 1 to 32 letters, digits and hyphens, not begin or end "
            "with a hyphen, and not begin with 'internal-'"
        )
    if _value(parameters, "Type") not in ("", "application"):
        return
    subnets = alb.members(parameters, "Subnets") or _mapped_subnets(parameters)
    _check_subnets([str(subnet) for subnet in subnets])


def _mapped_subnets(parameters: Mapping[str, Any]) -> list[str]:
    keys = [key for key in parameters if key.startswith("SubnetMappings.member.") and key.endswith(".SubnetId")]
    return [_value(parameters, key) for key in sorted(keys)]


def _check_subnets(subnets: list[str]) -> None:
    if len(set(subnets)) < 2:
        raise _invalid("At least two subnets in two different Availability Zones must be specified")
    missing = [subnet for subnet in subnets if subnet not in alb.subnets()]
    if missing:
        raise Refused("SubnetNotFound", f"The subnet ID '{missing[0]}' does not exist")
    zones = [alb.subnets()[subnet].get("AvailabilityZone") for subnet in subnets]
    if len(set(zones)) < len(zones):
        message = "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
        raise Refused("InvalidConfigurationRequest", message)


create_load_balancer = _checked(_check_create_load_balancer)


def delete_load_balancer(original: Operation) -> Operation:
    """Delete its listeners and their rules with it."""

    def delete(parameters: Any) -> Any:
        balancer = _value(parameters, "LoadBalancerArn")
        for listener in [item for item in alb.listeners().values() if item["LoadBalancerArn"] == balancer]:
            alb.delete_listener(listener["ListenerArn"])
        return health.waking(original)(parameters)

    return delete


def _check_create_listener(parameters: Any) -> None:
    balancer = _value(parameters, "LoadBalancerArn")
    if balancer not in alb.load_balancers() or alb.load_balancers()[balancer].get("Type") != "application":
        return
    protocol = _value(parameters, "Protocol")
    if protocol not in ("HTTP", "HTTPS"):
        raise Refused(
            "UnsupportedProtocol", f"The protocol '{protocol}' is not supported by application load balancers"
        )
    if protocol == "HTTPS" and not alb.certificates_in(parameters):
        raise _invalid("A certificate must be specified for HTTPS listeners")
    port = _whole(_value(parameters, "Port"), "Port", 1, 65535)
    _check_port_is_free(balancer, port, "")
    _check_actions(parameters, "DefaultActions")


def _check_port_is_free(balancer: str, port: int, but: str) -> None:
    for listener in alb.listeners().values():
        if listener["LoadBalancerArn"] == balancer and listener["Port"] == port and listener["ListenerArn"] != but:
            raise Refused("DuplicateListener", "A listener already exists on this port for this load balancer")


def _check_modify_listener(parameters: Any) -> None:
    number = _value(parameters, "ListenerArn")
    if number not in alb.listeners():
        return
    if port := _value(parameters, "Port"):
        _check_port_is_free(alb.listeners()[number]["LoadBalancerArn"], _whole(port, "Port", 1, 65535), number)
    if _given(parameters, "DefaultActions"):
        _check_actions(parameters, "DefaultActions")


create_listener = _checked(_check_create_listener)
modify_listener = _checked(_check_modify_listener)
delete_listener = _checked(lambda _parameters: None)


def _check_create_rule(parameters: Any) -> None:
    listener = _value(parameters, "ListenerArn")
    if listener not in alb.listeners():
        return
    priority = _whole(_value(parameters, "Priority"), "Priority", 1, LOWEST_PRIORITY)
    _check_priorities_are_free(listener, {"": priority})
    listener_conditions.check(alb.conditions_in(parameters))
    _check_actions(parameters, "Actions")


def _check_priorities_are_free(listener: str, wanted: Mapping[str, int]) -> None:
    taken = [
        int(rule["Priority"])
        for arn, rule in alb.rules().items()
        if rule.get("ListenerArn") == listener and not rule.get("IsDefault") and arn not in wanted
    ]
    for priority in (*wanted.values(), *taken):
        if [*wanted.values(), *taken].count(priority) > 1:
            raise Refused("PriorityInUse", f"Priority '{priority}' is currently in use")


def _check_modify_rule(parameters: Any) -> None:
    if _value(parameters, "RuleArn") not in alb.rules():
        return
    if _given(parameters, "Conditions"):
        listener_conditions.check(alb.conditions_in(parameters))
    if _given(parameters, "Actions"):
        _check_actions(parameters, "Actions")


def _check_priorities(parameters: Any) -> None:
    wanted: dict[str, dict[str, int]] = {}
    number = 1
    while arn := _value(parameters, f"RulePriorities.member.{number}.RuleArn"):
        rule = alb.rules().get(arn)
        if rule is None:
            raise Refused("RuleNotFound", f"Rule '{arn}' not found")
        if rule.get("IsDefault"):
            raise Refused("OperationNotPermitted", f"Default rule '{arn}' cannot be given a priority")
        text = _value(parameters, f"RulePriorities.member.{number}.Priority")
        wanted.setdefault(rule["ListenerArn"], {})[arn] = _whole(text, "Priority", 1, LOWEST_PRIORITY)
        number += 1
    for listener, priorities in wanted.items():
        _check_priorities_are_free(listener, priorities)


create_rule = _checked(_check_create_rule)
modify_rule = _checked(_check_modify_rule)
delete_rule = _checked(lambda _parameters: None)
set_rule_priorities = _checked(_check_priorities)


def _check_create_target_group(parameters: Any) -> None:
    name, kind = _value(parameters, "Name"), _value(parameters, "TargetType") or "instance"
    if not _NAME.fullmatch(name):
        raise _invalid(
            f"The target group name '{name}' must have 1 to 32 letters, digits and hyphens, and not begin or end "
            "with a hyphen"
        )
    if kind not in ("instance", "ip", "lambda", "alb"):
        raise _invalid(f"Target type '{kind}' must be one of [instance, ip, lambda, alb]")
    if kind == "lambda":
        for parameter in _NOT_FOR_LAMBDA:
            if _value(parameters, parameter):
                raise _invalid(f"{parameter} cannot be specified for target groups with target type 'lambda'")
        _check_health({"HealthCheckIntervalSeconds": "35", "HealthCheckTimeoutSeconds": "30"}, parameters)


def _check_health(known: Mapping[str, Any], parameters: Mapping[str, Any]) -> None:
    """Raise Refused when the health check settings, these with what the request changes, are none."""
    settings = {name: int(str(value)) for name, value in known.items() if name in _NUMBERS}
    for name, (lowest, highest) in _NUMBERS.items():
        if text := _value(parameters, name):
            settings[name] = _whole(text, name, lowest, highest)
    interval, timeout = settings["HealthCheckIntervalSeconds"], settings["HealthCheckTimeoutSeconds"]
    if timeout >= interval:
        raise _invalid(f"Health check timeout '{timeout}' must be smaller than the interval '{interval}'")
    codes = re.findall(r"[^,-]+", _value(parameters, "Matcher.HttpCode"))
    for code in codes:
        if not code.strip().isdigit() or not 200 <= int(code) <= 499:
            raise _invalid(f"Health check matcher HTTP code '{code}' must be within '200-499'")


def create_target_group(original: Operation) -> Operation:
    """Give a function's target group the settings that it has on AWS: health checks only when asked for."""

    def create(parameters: Any) -> Any:
        known = set(alb.target_groups())
        answer = _checked(_check_create_target_group)(original)(parameters)
        created = next((arn for arn in alb.target_groups() if arn not in known), None)
        if created is None or alb.target_groups()[created].get("TargetType") != "lambda":
            return answer
        group = alb.target_groups()[created]
        group["HealthCheckEnabled"] = _value(parameters, "HealthCheckEnabled").lower() == "true"
        group["HealthCheckIntervalSeconds"] = int(_value(parameters, "HealthCheckIntervalSeconds") or 35)
        group["HealthCheckTimeoutSeconds"] = int(_value(parameters, "HealthCheckTimeoutSeconds") or 30)
        alb.target_group_attributes()[created] = [{"Key": deliveries.MULTI_VALUE, "Value": "false"}]
        return alb.answer("CreateTargetGroup", f"<TargetGroups>{alb.describe_target_group(group)}</TargetGroups>")

    return create


def _check_modify_target_group(parameters: Any) -> None:
    group = alb.target_groups().get(_value(parameters, "TargetGroupArn"))
    if group is not None:
        _check_health(group, parameters)


modify_target_group = _checked(_check_modify_target_group)


def _check_attributes(parameters: Any) -> None:
    group = alb.target_groups().get(_value(parameters, "TargetGroupArn"))
    number = 1
    while group is not None and (key := _value(parameters, f"Attributes.member.{number}.Key")):
        is_lambda, value = group.get("TargetType") == "lambda", _value(parameters, f"Attributes.member.{number}.Value")
        if is_lambda != (key == deliveries.MULTI_VALUE):
            message = f"Attribute '{key}' is not supported for target groups with the {group['TargetType']} target type"
            raise Refused("InvalidConfigurationRequest", message)
        if is_lambda and value not in ("true", "false"):
            raise _invalid(f"'{key}' must be one of [true, false]")
        number += 1


modify_target_group_attributes = _checked(_check_attributes)


def _check_not_in_use(parameters: Any) -> None:
    group = _value(parameters, "TargetGroupArn")
    if health.load_balancers_of(group):
        raise Refused("ResourceInUse", f"Target group '{group}' is currently in use by a listener or a rule")


delete_target_group = _checked(_check_not_in_use)


def describe_target_groups(original: Operation) -> Operation:
    """Name every load balancer that forwards to a group, by whichever rule."""

    def describe(parameters: Any) -> Any:
        for arn, group in alb.target_groups().items():
            group["LoadBalancerArns"] = health.load_balancers_of(arn)
        return original(parameters)

    return describe


def target_group_xml(original: Callable[[Any], str]) -> Callable[[Any], str]:
    """Describe a function's target group without what it has not: a protocol, a port and a VPC."""

    def described(group: Any) -> str:
        text = original(group)
        if group.get("TargetType") != "lambda":
            return text
        for name in _NOT_FOR_LAMBDA:
            text = re.sub(rf"<{name}>[^<]*</{name}>", "", text)
        return text

    return described


def _check_register(parameters: Any) -> None:
    group = _value(parameters, "TargetGroupArn")
    if (alb.target_groups().get(group) or {}).get("TargetType") != "lambda":
        return
    targets = [str(target["Id"]) for target in alb.targets_in(parameters)]
    for target in targets:
        _check_function(group, target)
        if not may_invoke(target, owner_of(deliveries.PRINCIPAL, group)):
            message = (
                f"elasticloadbalancing principal does not have permission to invoke {target} from target group {group}"
            )
            raise Refused("AccessDenied", message)
    registered = {str(target["Id"]) for target in alb.targets().get(group) or ()}
    if len(registered | set(targets)) > 1:
        raise Refused("TooManyTargets", "You can only register one function with a target group of type lambda")


def _check_function(group: str, target: str) -> None:
    """Raise Refused unless the target is a function of the group's account and region."""
    found, (region, account) = _FUNCTION.fullmatch(target), group.split(":")[3:5]
    if found is None:
        raise Refused("InvalidTarget", f"The target '{target}' is not the ARN of a function")
    if (found["region"], found["account"]) != (region, account):
        raise Refused("InvalidTarget", f"The function '{target}' is not in the target group's account and Region")
    if lambda_functions.find(target, account=account, region=region) is None:
        raise Refused("InvalidTarget", f"The function '{target}' does not exist")


register_targets = _checked(_check_register)
deregister_targets = _checked(lambda _parameters: None)


def describe_target_health(original: Operation) -> Operation:
    """Tell the state of functions as AWS does."""

    def describe(parameters: Any) -> Any:
        group = alb.target_groups().get(_value(parameters, "TargetGroupArn"))
        if group is None or group.get("TargetType") != "lambda":
            return original(parameters)
        registered = [str(target["Id"]) for target in alb.targets().get(group["TargetGroupArn"]) or ()]
        asked = [str(target["Id"]) for target in alb.targets_in(parameters)] or registered
        members = "".join(_health_xml(health.health_of(group, function), function in registered) for function in asked)
        inner = f"<TargetHealthDescriptions>{members}</TargetHealthDescriptions>"
        return alb.answer("DescribeTargetHealth", inner)

    return describe


def _health_xml(target: health.Target, registered: bool) -> str:
    if not registered:
        text = "Target is not registered to the target group"
        target = health.Target(target.function, "unused", "Target.NotRegistered", text)
    parts: Iterable[tuple[str, str]] = (
        ("State", target.state),
        ("Reason", target.reason),
        ("Description", target.description),
    )
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts if text)
    return f"<member><Target><Id>{escape(target.function)}</Id></Target><TargetHealth>{inner}</TargetHealth></member>"
