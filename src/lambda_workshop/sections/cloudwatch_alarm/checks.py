"""The exercises of the alarms: a state foretold, three forms of one event, a circuit breaker, and an alarm without data."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_workshop.checks import Exercise, Option, Question
from lambda_workshop.sections.cloudwatch_alarm.checks_debug import debug
from lambda_workshop.sections.cloudwatch_alarm.checks_handle import handle
from lambda_workshop.sections.cloudwatch_alarm.checks_wire import wire

predict = Question(
    "predict",
    title="Does it ring?",
    points=1,
    hints=(
        "*Datapoints to alarm* is a number of its own. It may be smaller than the number of periods.",
        "Count the periods of the last three that breach. Then ask what an alarm does while its state stays.",
        "Two of three breach, and two are enough. An action belongs to a change of the state.",
    ),
    text="The alarm's state, and what it does",
    options={
        "a": Option(
            "OK: the three periods must breach one after the other.",
            "That would be three of three. With two datapoints to alarm, any two of the last three are enough.",
        ),
        "b": Option(
            "ALARM, and the function is called once.",
            "Two of three breach, so the state changes to ALARM. The action belongs to the change.",
            correct=True,
        ),
        "c": Option(
            "INSUFFICIENT_DATA, since a period has none.",
            "The data that is there is enough to decide. Left at its default, an alarm says INSUFFICIENT_DATA only when all "
            "its periods are empty.",
        ),
        "d": Option(
            "ALARM, and the function is called every minute until it is OK.",
            "Actions run when the state changes. While it stays, the function is not called again: if you want a reminder, "
            "build one, with a schedule for example.",
        ),
    },
)

EXERCISES: Sequence[Exercise] = (predict, handle, wire, debug)
