"""The drill of `cloudwatch-alarm.wire`, when the alarm is evaluated in the middle of it, as once a minute on AWS."""

from __future__ import annotations

import pytest
from stage import Stage, before, try_answer

from lambda_workshop.answers.answer import find as find_answer
from lambda_workshop.authoring.section import load
from lambda_workshop.checks import Status
from lambda_workshop.cloud import Cloud
from lambda_workshop.sections.cloudwatch_alarm import checks_wire
from lambda_workshop.sections.cloudwatch_alarm.alarms import ALARM, find

SETTINGS = (
    "AlarmName", "Namespace", "MetricName", "Dimensions", "Statistic", "Period", "EvaluationPeriods", "Threshold",
    "ComparisonOperator", "TreatMissingData", "AlarmActions", "OKActions",
)  # fmt: skip


@pytest.mark.parametrize(("evaluations", "status"), [(2, Status.PASSED), (3, Status.NOT_YET)])
def test_a_drill_that_an_evaluation_falls_into_is_held_again(
    evaluations: int, status: Status, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_it_take, rung = checks_wire._set, list[str]()

    def evaluated_after_it_rang(cloud: Cloud, state: str, reason: str) -> None:
        let_it_take(cloud, state, reason)
        if state != "ALARM":
            return
        rung.append(reason)
        if len(rung) <= evaluations:
            alarm = find(cloud, ALARM)
            assert alarm is not None
            cloud.client("cloudwatch").put_metric_alarm(**{name: alarm.settings[name] for name in SETTINGS})
            checks_wire._settle(cloud)

    monkeypatch.setattr(checks_wire, "_set", evaluated_after_it_rang)
    section, stage = load("cloudwatch-alarm"), Stage()
    stage.run_solved(before(section, "wire"))
    result = try_answer(stage, find_answer(section, "wire__by_match"))
    assert result.status is status, str(result)
    assert len(rung) == 3, rung
