"""A permission for another action than to invoke lets nobody invoke, however right its principal and source are.

https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from stage import Stage, before

from lambda_workshop.authoring.section import Section, all_sections
from lambda_workshop.checks import CheckResult, Status
from lambda_workshop.checks.runner import run_check
from lambda_workshop.cloud import Cloud, functions
from lambda_workshop.cloud.cleanup import remove
from lambda_workshop.notebook.lesson import Lesson

_CONDITIONS = ("SourceArn", "SourceAccount", "EventSourceToken")


def wired_by_permission() -> list[Section]:
    """The sections whose triggers need the function's permission: all that push events."""
    return [
        section
        for section in all_sections()
        if any("add_permission(" in cell.solved() for cell in section.cells() if cell.is_code)
        and any(exercise.name == "wire" for exercise in section.exercises())
    ]


@pytest.fixture(params=wired_by_permission(), ids=lambda section: section.id)
def section(request: pytest.FixtureRequest, account: str) -> Iterator[Section]:
    """A section, in an account where nothing is yet, and nothing is left."""
    chosen: Section = request.param
    yield chosen
    remove(Lesson(chosen).cloud, (chosen.prefix,), chosen.services)


def outcome(section: Section, action: str) -> CheckResult:
    """What the check says of the solution's wiring once all its permissions are for another action."""
    stage, wire = Stage(), next(exercise for exercise in section.exercises() if exercise.name == "wire")
    stage.run_solved([*before(section, "wire"), *(cell for cell in section.cells() if cell.exercise == "wire")])
    cloud = Lesson(section).cloud
    assert change_actions(cloud, action), "the solution gave no permission"
    return run_check(wire, section.id, cloud=lambda: cloud)


def assert_names(result: CheckResult, action: str) -> None:
    """The check has refused the wiring, and says which action is meant."""
    assert result.status is Status.NOT_YET, str(result)
    assert f"do `{action}`, not `lambda:InvokeFunction`" in re.sub(r"\s+", " ", str(result)), str(result)


@pytest.mark.parametrize("action", ["lambda:GetFunction", "lambda:InvokeFunctionUrl"])
def test_a_permission_for_another_action_is_not_yet_and_is_named(section: Section, action: str) -> None:
    assert_names(outcome(section, action), action)


def test_it_is_the_same_on_localstack_which_asks_no_policy(localstack: str, section: Section) -> None:
    lesson = Lesson(section)
    if lesson.backend.name != "localstack":
        pytest.skip("LocalStack lacks a service of this section")
    assert_names(outcome(section, "lambda:GetFunction"), "lambda:GetFunction")


def change_actions(cloud: Cloud, action: str) -> int:
    """Give each permission of the section's functions again, for this action; returns how many there were."""
    client, changed = cloud.client("lambda"), 0
    for name in functions.names(cloud):
        for statement in functions.policy(cloud, name):
            given: dict[str, Any] = {
                parameter: value
                for parameter in _CONDITIONS
                for key in (f"aws:{parameter}", f"lambda:{parameter}")
                if (value := statement.condition(key))
            }
            client.remove_permission(FunctionName=name, StatementId=statement.sid)
            client.add_permission(
                FunctionName=name,
                StatementId=statement.sid,
                Action=action,
                Principal=statement.principal,
                **given,
            )
            changed += 1
    return changed
