"""Report failed prints with a slider, and watch an alarm change. Each button calls what a cell can call too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.cloudwatch_alarm.alarms import find

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

NAME, NAMESPACE, METRIC = "inkwell-alarm-panel", "InkwellPanel", "FailedPrints"
TREATMENTS = ("missing", "notBreaching", "breaching", "ignore")


def watch(lesson: Lesson, *, threshold: float = 5, missing: str = "missing") -> Output:
    """Make the panel's alarm, or change it: the sum within ten seconds, from the threshold on."""
    lesson.client("cloudwatch").put_metric_alarm(
        AlarmName=NAME, Namespace=NAMESPACE, MetricName=METRIC, Statistic="Sum", Period=10, EvaluationPeriods=1,
        Threshold=threshold, ComparisonOperator="GreaterThanOrEqualToThreshold", TreatMissingData=missing,
    )  # fmt: skip
    return state(lesson)


def report(lesson: Lesson, failed: float) -> Output:
    """Report that many failed prints, and show the alarm."""
    datum = {"MetricName": METRIC, "Value": failed, "Unit": "Count", "StorageResolution": 1}
    lesson.client("cloudwatch").put_metric_data(Namespace=NAMESPACE, MetricData=[datum])
    return state(lesson)


def state(lesson: Lesson) -> Output:
    """The panel's alarm: its state, why, and what it was before."""
    alarm = find(lesson.cloud, NAME)
    if alarm is None:
        return Output("There is no alarm yet: `watching(cloudwatch_alarm)` makes it.")
    items = lesson.client("cloudwatch").describe_alarm_history(AlarmName=NAME, MaxRecords=8)["AlarmHistoryItems"]
    rows = [(item["Timestamp"].strftime("%H:%M:%S"), item["HistorySummary"]) for item in items]
    return Output(f"{alarm.state}: {alarm.reason}", Table("Its history (UTC)", ("Time", "Change"), rows))


def panel(lesson: Lesson) -> Any:
    """A slider for the failures, the threshold, how missing data counts, and the alarm."""
    import ipywidgets as widgets

    failed = widgets.IntSlider(value=3, min=0, max=20, description="Failed")
    threshold = widgets.IntSlider(value=5, min=1, max=20, description="Threshold")
    missing = widgets.Dropdown(options=TREATMENTS, description="Missing")
    send = widgets.Button(description="Report", tooltip="Calls report(cloudwatch_alarm, failed)")
    look = widgets.Button(description="Look again", tooltip="Calls state(cloudwatch_alarm)")
    shown = widgets.HTML("")

    def show(output: Output) -> None:
        shown.value = output._repr_mimebundle_()["text/html"]

    def change(_change: object = None) -> None:
        show(watch(lesson, threshold=threshold.value, missing=missing.value))

    def on_send(_button: object) -> None:
        if find(lesson.cloud, NAME) is None:
            change()
        show(report(lesson, failed.value))

    threshold.observe(change, names="value")
    missing.observe(change, names="value")
    send.on_click(on_send)
    look.on_click(lambda _button: show(state(lesson)))
    show(Output("Report some failures. Ten seconds later the period is over: look again."))
    return widgets.VBox([widgets.HBox([failed, send]), widgets.HBox([threshold, missing, look]), shown])
