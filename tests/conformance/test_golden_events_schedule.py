"""The events in the schedules' section are what a rule and a schedule really deliver.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aws_lambda_powertools.utilities.parser.models import EventBridgeModel
from golden import shape
from schedules import Shop, open_shop

from lambda_workshop.backends import Backend
from lambda_workshop.cloud import schedules

pytestmark = pytest.mark.trigger("schedule")

EVENTS = Path(__file__).parents[2] / "src" / "lambda_workshop" / "sections" / "schedule" / "events"


def golden(name: str) -> dict[str, Any]:
    """The golden event of this name."""
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def shop(backend: Backend) -> Iterator[Shop]:
    opened = open_shop(backend)
    yield opened
    opened.close()


@pytest.mark.differs(
    localstack="a schedule's own time cannot be moved: what fires each minute is seen to fire after a minute"
)
def test_a_rules_event(shop: Shop) -> None:
    arn = shop.rule("cron(0 20 * * ? *)", name="inkwell-schedule-nightly")
    schedules.jump(shop.cloud, arn)
    (event,) = shop.get(arn)
    assert shape(event) == shape(golden("rule"))
    assert {event[key] == golden("rule")[key] for key in ("version", "detail-type", "source", "region", "detail")} == {
        True
    }


@pytest.mark.differs(localstack="EventBridge Scheduler keeps schedules and never fires one")
def test_scheduler_s_notification(shop: Shop) -> None:
    arn = shop.schedule("cron(0 20 * * ? *)", ScheduleExpressionTimezone="Europe/Prague")
    schedules.jump(shop.cloud, arn)
    (event,) = shop.get(arn)
    assert shape(event) == shape(golden("notification"))
    assert event["detail"] == golden("notification")["detail"] == "{}"


@pytest.mark.differs(localstack="EventBridge Scheduler keeps schedules and never fires one")
def test_a_schedules_own_input(shop: Shop) -> None:
    text = {
        "report": "week",
        "schedule": "<aws.scheduler.schedule-arn>",
        "time": "<aws.scheduler.scheduled-time>",
        "execution": "<aws.scheduler.execution-id>",
        "attempt": "<aws.scheduler.attempt-number>",
    }
    arn = shop.schedule("cron(0 20 * * ? *)", target={"Input": json.dumps(text)})
    schedules.jump(shop.cloud, arn)
    (event,) = shop.get('"week"')
    assert shape(event) == shape(golden("input"))


@pytest.mark.parametrize("name", ["rule", "notification"])
def test_other_peoples_model_accepts_it(name: str) -> None:
    EventBridgeModel.model_validate(golden(name))
    with pytest.raises(ValueError, match="validation error"):
        EventBridgeModel.model_validate({key: value for key, value in golden(name).items() if key != "source"})
