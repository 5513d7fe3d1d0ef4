"""Steps that verbs register, fixtures, and how they wait for one another."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambda_workshop.checks import CheckResult, Exercise, NotYet, Passed, Status
from lambda_workshop.checks.runner import run_check
from lambda_workshop.cloud import Cloud
from lambda_workshop.verify import Setting, Wire, at_most, exactly, has

HINTS = ("think about this for a while", "look at that part of it", "it is almost exactly this")


class NoSession:
    """A session that gives no client."""

    def client(self, service_name: str) -> Any:
        raise AssertionError(f"nobody should ask for {service_name}")


def check(exercise: Exercise, work: object = None) -> CheckResult:
    return run_check(exercise, "sqs", cloud=lambda: Cloud(NoSession()), work=work)


def wiring(settings: dict[str, Any]) -> Wire:
    wire = Wire(title="Wire it", points=4, hints=HINTS)
    thing = wire.exists("thing", "one", find=lambda cloud, name: settings or None)
    wire.settings(
        "As wanted",
        thing,
        Setting("BatchSize", at_most(5), "at most 5"),
        Setting("ScalingConfig.MaximumConcurrency", exactly(2), "2: there are two printers"),
        Setting("FunctionResponseTypes", has("ReportBatchItemFailures"), "with ReportBatchItemFailures"),
        of="mapping",
    )
    return wire


GOOD = {
    "BatchSize": 5,
    "ScalingConfig": {"MaximumConcurrency": 2},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
}


def test_settings_as_wanted_pass() -> None:
    assert check(wiring(GOOD)).passed


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({"BatchSize": 6}, "`BatchSize` is 6"),
        ({"BatchSize": True}, "`BatchSize` is True"),
        ({"BatchSize": None}, "`BatchSize` is not set"),
        ({"ScalingConfig": None}, "`ScalingConfig.MaximumConcurrency` is not set"),
        ({"ScalingConfig": {"MaximumConcurrency": 2.0}}, "`ScalingConfig.MaximumConcurrency` is 2.0"),
        ({"FunctionResponseTypes": []}, "`FunctionResponseTypes` is []"),
    ],
)
def test_a_setting_that_is_not_as_wanted_is_named(other: dict[str, Any], found: str) -> None:
    result = check(wiring(GOOD | other))
    assert result.steps[1].actual == found, str(result)
    assert "of the mapping" in result.steps[1].advice


def test_what_is_not_there_is_not_attempted_and_blocks_what_asks_for_it() -> None:
    result = check(wiring({}))
    assert result.status is Status.NOT_ATTEMPTED
    assert result.steps[0].actual == "there is no thing `one`"


def test_a_step_of_a_verb_is_named_by_its_variable() -> None:
    wire = Wire(title="Wire it", points=4, hints=HINTS)
    module = {"wire": wire, "thing": wire.exists("thing", "one", find=lambda cloud, name: 42)}
    exec("@wire.step('It is used')\ndef used(thing):\n    return thing + 1\n", module)
    exec("@wire.step('An instructor adds one')\ndef added(thing, used):\n    return thing + used\n", {"wire": wire})
    assert check(wire).passed


def test_a_fixture_is_made_once_and_its_failure_is_told_once() -> None:
    exercise, made = Exercise("lab", "Lab", 2, HINTS), []

    @exercise.fixture
    def room(work: object) -> object:
        made.append(work)
        if work is None:
            raise NotYet("the room is not to be built")
        return work

    for text in ("First", "Second"):
        exercise.add(text, lambda room: Passed(room))
    assert check(exercise, "work").passed
    assert made == ["work"]
    result = check(exercise)
    assert [step.status for step in result.steps] == [Status.NOT_YET, Status.BLOCKED]
    assert result.steps[1].advice == 'waits for: "First"'
    assert made == ["work", None]


def test_a_fixture_may_wait_for_a_step() -> None:
    exercise = Exercise("lab", "Lab", 2, HINTS)
    exercise.add("It is built", lambda work: Passed(work) if work else _not_yet(), name="built")

    @exercise.fixture
    def room(built: object) -> object:
        return built

    exercise.add("It is used", lambda room: Passed(room))
    assert check(exercise, "work").passed
    assert [step.status for step in check(exercise).steps] == [Status.NOT_YET, Status.BLOCKED]


def _not_yet() -> Passed:
    raise NotYet("it does not stand")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("TooManyRequestsException", Status.NOT_YET),
        ("AccessDenied", Status.NOT_YET),
        ("ResourceNotFoundException", Status.NOT_YET),
        ("NoSuchKey", Status.NOT_YET),
        ("AWS.SimpleQueueService.NonExistentQueue", Status.NOT_YET),
        ("InternalFailure", Status.UNAVAILABLE),
        ("ValidationException", Status.UNAVAILABLE),
    ],
)
def test_what_aws_answers_because_of_the_work_is_never_could_not_check(code: str, status: Status) -> None:
    def refused() -> None:
        raise ClientError({"Error": {"Code": code, "Message": "so it is"}}, "Invoke")

    exercise = Exercise("wire", "Wire it", 1, HINTS)
    exercise.add("It may be asked", refused)
    result = check(exercise)
    assert result.status is status
    assert code in str(result)
