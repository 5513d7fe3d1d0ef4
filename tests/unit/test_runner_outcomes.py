"""A step may raise an outcome of its own kind, such as the one that waiting raises."""

from __future__ import annotations

from lambda_workshop.checks import Exercise, Status
from lambda_workshop.checks.runner import run_check
from lambda_workshop.cloud import Cloud, until


def no_cloud() -> Cloud:
    raise AssertionError("no step asks for the cloud")


def test_a_deadline_that_passes_fails_the_step_and_not_the_check() -> None:
    exercise = Exercise("wire", title="Wait", points=1, hints=("think", "where", "almost"))

    @exercise.step("Something comes")
    def something() -> object:
        return until("something", lambda: None, timeout=0)

    result = run_check(exercise, "sqs", cloud=no_cloud)
    assert result.status is Status.NOT_YET
    assert "waited 0 s for something" in str(result)
