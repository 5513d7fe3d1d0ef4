"""The conditions of a listener's rules, as requests and answers of the API write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from lambda_workshop.aws.listener_conditions import CONFIGS, FLAT, Condition, regexes_of, values_of
from lambda_workshop.emulator.fallback import alb


def parse(parameters: Mapping[str, Any], prefix: str = "Conditions") -> list[Condition]:
    """Replace `alb._parse_conditions`: the conditions of a request, with nothing but what it says."""
    conditions: list[Condition] = []
    for number in _numbers(parameters, f"{prefix}.member."):
        base = f"{prefix}.member.{number}"
        field = str(alb.parameter(parameters, f"{base}.Field"))
        condition: Condition = {"Field": field, "Values": _list(parameters, f"{base}.Values")}
        if regex := _list(parameters, f"{base}.RegexValues"):
            condition["RegexValues"] = regex
        for config in CONFIGS.values():
            if any(key.startswith(f"{base}.{config}.") for key in parameters):
                condition[config] = _config(parameters, f"{base}.{config}", config)
        conditions.append(condition)
    return conditions


def _config(parameters: Mapping[str, Any], base: str, config: str) -> dict[str, Any]:
    if config == "QueryStringConfig":
        pairs = []
        for number in _numbers(parameters, f"{base}.Values.member."):
            pair = {
                name: alb.parameter(parameters, f"{base}.Values.member.{number}.{name}") for name in ("Key", "Value")
            }
            pairs.append({name: str(value) for name, value in pair.items() if value})
        return {"Values": pairs}
    found: dict[str, Any] = {"Values": _list(parameters, f"{base}.Values")}
    if regex := _list(parameters, f"{base}.RegexValues"):
        found["RegexValues"] = regex
    if config == "HttpHeaderConfig":
        found["HttpHeaderName"] = str(alb.parameter(parameters, f"{base}.HttpHeaderName"))
    return found


def _numbers(parameters: Mapping[str, Any], prefix: str) -> list[int]:
    """The numbers of the list members that the request names."""
    found = {key[len(prefix) :].partition(".")[0] for key in parameters if key.startswith(prefix)}
    return sorted(int(number) for number in found if number.isdigit())


def _list(parameters: Mapping[str, Any], base: str) -> list[str]:
    return [
        str(alb.parameter(parameters, f"{base}.member.{number}")) for number in _numbers(parameters, f"{base}.member.")
    ]


def to_xml(condition: Condition) -> str:
    """Replace `alb._condition_xml`: the condition as AWS describes it, flat values for hosts and paths also."""
    field, values, regexes = condition["Field"], values_of(condition), regexes_of(condition)
    inner = ""
    if field == "http-header":
        inner += f"<HttpHeaderName>{escape(str(condition['HttpHeaderConfig']['HttpHeaderName']))}</HttpHeaderName>"
    if values:
        inner += f"<Values>{''.join(_value_xml(value) for value in values)}</Values>"
    if regexes:
        inner += f"<RegexValues>{''.join(_value_xml(regex) for regex in regexes)}</RegexValues>"
    config = CONFIGS.get(field, "PathPatternConfig")
    flat = f"<Values>{''.join(_value_xml(value) for value in values)}</Values>" if field in FLAT and values else ""
    return f"<member><Field>{escape(field)}</Field>{flat}<{config}>{inner}</{config}></member>"


def _value_xml(value: Any) -> str:
    if isinstance(value, dict):
        parts = "".join(f"<{name}>{escape(str(text))}</{name}>" for name, text in value.items())
        return f"<member>{parts}</member>"
    return f"<member>{escape(str(value))}</member>"
