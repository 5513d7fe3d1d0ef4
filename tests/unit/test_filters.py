"""What passes the filters of event source mappings and of SNS subscriptions."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from lambda_workshop.aws.filters import mapping_problem, passes_mapping, passes_policy, policy_problem


def text(value: str, kind: str = "String") -> dict[str, str]:
    """A message attribute."""
    return {"DataType": kind, "StringValue": value}


def test_any_one_filter_of_a_mapping_is_enough() -> None:
    record = {"eventName": "INSERT", "dynamodb": {"NewImage": {"status": {"S": "placed"}}}}
    placed = '{"dynamodb": {"NewImage": {"status": {"S": ["placed"]}}}}'
    assert passes_mapping(record, [])
    assert passes_mapping(record, ["{}"])
    assert passes_mapping(record, ['{"eventName": ["REMOVE"]}', placed])
    assert not passes_mapping(record, ['{"eventName": ["REMOVE"]}', '{"a": "not a pattern"}'])


def test_bodies_and_data_are_seen_decoded() -> None:
    data = base64.b64encode(json.dumps({"cents": 7}).encode()).decode()
    kinesis = {"kinesis": {"data": data, "partitionKey": "p"}, "eventSource": "aws:kinesis"}
    assert passes_mapping(kinesis, ['{"data": {"cents": [{"numeric": [">", 5]}]}, "partitionKey": ["p"]}'])
    assert passes_mapping({"body": '{"cents": 7}'}, ['{"body": {"cents": [7]}}'])
    assert passes_mapping({"body": "plain"}, ['{"body": [{"prefix": "pl"}]}'])
    assert not passes_mapping({"body": "plain"}, ['{"body": {"cents": [7]}}'])


@pytest.mark.parametrize(
    ("patterns", "problem"),
    [
        (["{}"] * 6, "Too many filters: 6"),
        (["x"], "Invalid JSON"),
        (['{"a": "x"}'], '"a" must be an object or an array'),
        (['{"a": [{"numeric": ["<"]}]}'], "Value of < must be numeric"),
    ],
)
def test_criteria_that_aws_refuses_are_refused(patterns: list[str], problem: str) -> None:
    assert problem in mapping_problem({"Filters": [{"Pattern": pattern} for pattern in patterns]})
    assert mapping_problem({"Filters": [{"Pattern": "{}"}]}) == mapping_problem(None) == ""


@pytest.mark.parametrize(
    ("policy", "attributes", "passes"),
    [
        ({}, {}, True),
        ({"country": ["AT"]}, {"country": text("AT")}, True),
        ({"country": ["AT"]}, {}, False),
        ({"cents": [{"numeric": [">=", 5000]}]}, {"cents": text("7500", "Number")}, True),
        ({"cents": [{"numeric": [">=", 5000]}]}, {"cents": text("7500")}, False),
        ({"cents": [7500]}, {"cents": text("7500.0", "Number")}, True),
        ({"tags": ["gift"]}, {"tags": text('["express", "gift"]', "String.Array")}, True),
        ({"tags": [True]}, {"tags": text("[true]", "String.Array")}, True),
        ({"tags": ["gift"]}, {"tags": text("gift", "Binary")}, False),
        ({"a": [{"exists": False}]}, {"b": text("x")}, True),
        ({"a": [{"exists": False}]}, {}, False),
        ({"$or": [{"a": ["x"]}, {"b": ["y"]}]}, {"b": text("y")}, True),
    ],
)
def test_a_policy_is_asked_of_the_messages_attributes(
    policy: dict[str, Any], attributes: dict[str, Any], passes: bool
) -> None:
    assert passes_policy(policy, attributes, "", body=False) is passes


def test_a_policy_is_asked_of_the_body_where_that_is_its_scope() -> None:
    policy = {"order": {"cents": [{"numeric": [">", 5]}]}}
    assert passes_policy(policy, {}, '{"order": {"cents": 7}}', body=True)
    assert not passes_policy(policy, {}, "no JSON", body=True)
    assert not passes_policy(policy, {"order": text("x")}, "[]", body=True)


@pytest.mark.parametrize(
    ("policy", "body", "problem"),
    [
        ({"a": {"b": ["x"]}}, False, "does not support nested filter policy"),
        ({"a": {"b": ["x"]}}, True, ""),
        ({key: ["x"] for key in "abcdef"}, False, "can not have more than 5 keys"),
        ({key: list(range(6)) for key in "abc"}, False, "too complex"),
        ({"a": []}, False, "Empty arrays are not allowed"),
        ({"a": [{"suffix": 5}]}, False, "suffix match pattern must be a string"),
        ({}, False, ""),
    ],
)
def test_a_policy_that_sns_refuses_is_refused(policy: dict[str, Any], body: bool, problem: str) -> None:
    found = policy_problem(policy, body=body)
    assert problem in found
    assert bool(found) is bool(problem)
