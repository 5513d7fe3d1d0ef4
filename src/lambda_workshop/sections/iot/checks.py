"""The exercises of the print room: a topic chosen, a reading judged, a rule wired, and one that matches nothing."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_workshop.checks import Exercise, Option, Question
from lambda_workshop.sections.iot.checks_debug import debug
from lambda_workshop.sections.iot.checks_handle import handle
from lambda_workshop.sections.iot.checks_wire import wire

predict = Question(
    "predict",
    title="Which topic does the rule hear?",
    points=1,
    hints=(
        "A topic has levels, with slashes between them. Count the levels of the filter.",
        "`+` stands for exactly one level. Only `#`, at the end, stands for all that follow.",
        "The filter has three levels: the first and the last are given, and there is one between them.",
    ),
    text="The topic that `print-room/+/climate` matches",
    options={
        "a": Option(
            "Three levels, with any name in the middle.",
            "`+` takes exactly one level, whatever it is called.",
            correct=True,
        ),
        "b": Option(
            "Two levels.",
            "`+` stands for one level, and not for none.",
        ),
        "c": Option(
            "Four levels.",
            "`+` stands for one level only. `print-room/#` would take them all.",
        ),
        "d": Option(
            "A topic that begins with a slash.",
            "Then the first level is empty, and the topic has four. MQTT allows that slash; better leave it out.",
        ),
    },
)

EXERCISES: Sequence[Exercise] = (predict, handle, wire, debug)
