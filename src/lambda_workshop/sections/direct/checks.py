"""The exercises of direct calls: what a caller sees, the pricer, its wiring, and a function that fails in its retry."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_workshop.checks import Exercise, Option, Question
from lambda_workshop.sections.direct.checks_debug import debug
from lambda_workshop.sections.direct.checks_handle import handle
from lambda_workshop.sections.direct.checks_wire import wire

predict = Question(
    "predict",
    title="What the caller sees",
    points=1,
    hints=(
        "When does your call come back: before or after the function has run?",
        "Look at the arrow from Lambda to the shop in the lower half of the diagram.",
        "202 means *accepted*. The call cannot know what happens after that.",
    ),
    text="An Event call of a function that fails",
    options={
        "a": Option(
            "boto3 raises the function's exception.",
            "boto3 raises what *Lambda* refuses: no such function, too large, throttled. A function's exception is "
            "never raised in the caller.",
        ),
        "b": Option(
            "200 with FunctionError.",
            "That is RequestResponse. An Event call comes back before the function has run.",
        ),
        "c": Option(
            "202 and nothing else.",
            "Lambda has taken the event. Without a destination, a dead-letter queue or an alarm, nobody hears of the "
            "failure.",
            correct=True,
        ),
        "d": Option(
            "500.",
            "A 5xx says that Lambda itself could not run the function. Here it ran, and failed, after your call was over.",
        ),
    },
)

EXERCISES: Sequence[Exercise] = (predict, handle, wire, debug)
