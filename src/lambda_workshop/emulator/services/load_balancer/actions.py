"""What a rule does with a request: forward it to target groups by weight, redirect it, or answer it.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from lambda_workshop.aws.facts import load_balancers as facts
from lambda_workshop.emulator.fallback import alb
from lambda_workshop.emulator.services.load_balancer import answers
from lambda_workshop.emulator.services.load_balancer.answers import Response

Action = dict[str, Any]

TERMINAL = frozenset({"forward", "redirect", "fixed-response"})
GATES = frozenset({"authenticate-oidc", "authenticate-cognito", "jwt-validation"})
GROUPS_PER_ACTION = facts.GROUPS_PER_ACTION.value
HEAVIEST = facts.HEAVIEST_GROUP.value
LONGEST_BODY = facts.FIXED_RESPONSE.value
CONTENT_TYPES = ("text/plain", "text/css", "text/html", "application/javascript", "application/json")
_KEEPS = {"Protocol": "#{protocol}", "Host": "#{host}", "Port": "#{port}", "Path": "/#{path}"}


class Invalid(ValueError):
    """The actions are ones that AWS refuses; `code` is its error code, the message says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse(original: Callable[..., list[Action]]) -> Callable[..., list[Action]]:
    """Read the target groups of a forward action too, which MiniStack leaves out."""

    def actions_of(parameters: Mapping[str, Any], prefix: str = "DefaultActions") -> list[Action]:
        actions = original(parameters, prefix)
        for number, action in enumerate(actions, 1):
            config = _forward_config(parameters, f"{prefix}.member.{number}.ForwardConfig")
            if config is not None:
                action["ForwardConfig"] = config
        return actions

    return actions_of


def _forward_config(parameters: Mapping[str, Any], base: str) -> dict[str, Any] | None:
    if not any(key.startswith(f"{base}.") for key in parameters):
        return None
    groups, number = [], 1
    while arn := alb.parameter(parameters, f"{base}.TargetGroups.member.{number}.TargetGroupArn"):
        weight = alb.parameter(parameters, f"{base}.TargetGroups.member.{number}.Weight")
        groups.append({"TargetGroupArn": arn, "Weight": int(weight) if weight else 1})
        number += 1
    sticky = f"{base}.TargetGroupStickinessConfig"
    enabled = str(alb.parameter(parameters, f"{sticky}.Enabled")).lower() == "true"
    seconds = alb.parameter(parameters, f"{sticky}.DurationSeconds")
    stickiness = {"Enabled": enabled} | ({"DurationSeconds": int(seconds)} if seconds else {})
    return {"TargetGroups": groups, "TargetGroupStickinessConfig": stickiness}


def groups_of(action: Action) -> list[tuple[str, int]]:
    """The target groups of a forward action with their weights."""
    config = action.get("ForwardConfig") or {}
    groups = [(str(group["TargetGroupArn"]), int(group.get("Weight", 1))) for group in config.get("TargetGroups", ())]
    if not groups and action.get("TargetGroupArn"):
        groups = [(str(action["TargetGroupArn"]), 1)]
    return groups


def check(actions: Sequence[Action], exists: Callable[[str], bool]) -> None:
    """Raise Invalid unless AWS would take these as the actions of one rule; `exists` knows the target groups."""
    if not actions:
        raise Invalid("ValidationError", "An action must be specified")
    for action in actions:
        if action["Type"] not in TERMINAL | GATES:
            raise Invalid(
                "ValidationError", f"Action type '{action['Type']}' must be one of {sorted(TERMINAL | GATES)}"
            )
        if action["Type"] in _CHECKS:
            _CHECKS[action["Type"]](action)
        for arn, weight in groups_of(action):
            if not exists(arn):
                raise Invalid("TargetGroupNotFound", f"Target group '{arn}' not found")
            if not 0 <= weight <= HEAVIEST:
                raise Invalid("ValidationError", f"Target group weight '{weight}' must be between 0 and {HEAVIEST}")
    last = max(actions, key=lambda action: int(action.get("Order", 1)))
    if sum(action["Type"] in TERMINAL for action in actions) != 1 or last["Type"] not in TERMINAL:
        raise Invalid(
            "InvalidLoadBalancerAction", "A rule must end with one forward, redirect or fixed-response action"
        )


def _check_forward(action: Action) -> None:
    groups = groups_of(action)
    if not groups:
        raise Invalid("ValidationError", "A target group ARN must be specified")
    if len(groups) > GROUPS_PER_ACTION:
        raise Invalid("ValidationError", f"A forward action can only have '{GROUPS_PER_ACTION}' target groups")
    flat, listed = action.get("TargetGroupArn"), [arn for arn, _weight in groups]
    if flat and listed != [flat]:
        raise Invalid("ValidationError", "You can't specify both a target group ARN and a forward configuration")
    if len(set(listed)) < len(listed):
        raise Invalid("ValidationError", "A target group can be in a forward action once")


def _check_redirect(action: Action) -> None:
    config = action.get("RedirectConfig") or {}
    if config.get("StatusCode") not in ("HTTP_301", "HTTP_302"):
        raise Invalid("ValidationError", "A redirect needs the status code HTTP_301 or HTTP_302")
    if all(config.get(field, usual) == usual for field, usual in _KEEPS.items()):
        message = "You must modify at least one of protocol, host, port and path to avoid a redirect loop"
        raise Invalid("InvalidLoadBalancerAction", message)
    if config.get("Protocol", "#{protocol}") not in ("HTTP", "HTTPS", "#{protocol}"):
        raise Invalid("ValidationError", f"The redirect protocol '{config['Protocol']}' is not valid")
    if not str(config.get("Path", "/")).startswith("/"):
        raise Invalid("ValidationError", "The path of a redirect must start with '/'")


def _check_fixed(action: Action) -> None:
    config = action.get("FixedResponseConfig") or {}
    if not re.fullmatch(r"[245]\d\d", str(config.get("StatusCode", ""))):
        raise Invalid("ValidationError", "A fixed response needs a status code of the form 2XX, 4XX or 5XX")
    if config.get("ContentType", "text/plain") not in CONTENT_TYPES:
        raise Invalid("ValidationError", f"The content type must be one of {', '.join(CONTENT_TYPES)}")
    if len(str(config.get("MessageBody", ""))) > LONGEST_BODY:
        raise Invalid("ValidationError", f"A fixed response can only have '{LONGEST_BODY}' characters")


_CHECKS: dict[str, Callable[[Action], None]] = {
    "forward": _check_forward,
    "redirect": _check_redirect,
    "fixed-response": _check_fixed,
}


def to_xml(original: Callable[[Action], str]) -> Callable[[Action], str]:
    """Describe a forward action with its groups, and a fixed response whatever its text is."""

    def described(action: Action) -> str:
        config = action.get("FixedResponseConfig")
        if config:
            safe = {name: escape(str(value)) for name, value in config.items()}
            return original({**action, "FixedResponseConfig": safe})
        text, groups = original(action), groups_of(action)
        if action.get("Type") != "forward" or not groups:
            return text
        sticky = (action.get("ForwardConfig") or {}).get("TargetGroupStickinessConfig") or {"Enabled": False}
        flat = f"<TargetGroupArn>{groups[0][0]}</TargetGroupArn>"
        single = flat if len(groups) == 1 and flat not in text else ""
        members = "".join(
            f"<member><TargetGroupArn>{arn}</TargetGroupArn><Weight>{weight}</Weight></member>"
            for arn, weight in groups
        )
        settings = f"<Enabled>{str(sticky['Enabled']).lower()}</Enabled>"
        if "DurationSeconds" in sticky:
            settings += f"<DurationSeconds>{sticky['DurationSeconds']}</DurationSeconds>"
        forward = (
            f"<ForwardConfig><TargetGroups>{members}</TargetGroups>"
            f"<TargetGroupStickinessConfig>{settings}</TargetGroupStickinessConfig></ForwardConfig>"
        )
        return f"{text.removesuffix('</member>')}{single}{forward}</member>"

    return described


def chosen(action: Action) -> str:
    """One of the action's target groups, by weight; an empty string when no group has any."""
    groups = groups_of(action)
    if len(groups) == 1:
        # A group on its own gets everything, whatever its weight.
        return groups[0][0]
    weights = [weight for _arn, weight in groups]
    return random.choices([arn for arn, _weight in groups], weights)[0] if sum(weights) else ""


async def execute(
    action: Action,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    parameters: Any,
    query: str | None = None,
    raw_path: str | None = None,
) -> Response:
    """Replace `alb._execute_action`: the answer of a terminal action."""
    match action["Type"]:
        case "fixed-response":
            return answers.fixed(action.get("FixedResponseConfig") or {})
        case "redirect":
            return answers.redirect(action.get("RedirectConfig") or {}, headers, raw_path or path, query or "")
        case "forward":
            group = chosen(action)
            if not alb.targets().get(group):
                return answers.page(503)
            answer = await alb.forward(group, method, path, headers, body, parameters, query, raw_path)
            # MiniStack's own errors are JSON, which no load balancer sends.
            kind = str(answer[1].get("Content-Type", "")) if isinstance(answer[2], bytes) else ""
            theirs = answer[0] == 502 and kind == "application/json" and answer[2].startswith(b'{"message": "Target')
            return answers.page(502) if theirs else answer
    return answers.page(502)
