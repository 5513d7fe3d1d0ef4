"""The exercises of the shop's bus: a pattern read, a journal written, a bus wired, and an entry that got lost."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_workshop.checks import Exercise, Option, Question
from lambda_workshop.sections.eventbridge.checks_debug import debug
from lambda_workshop.sections.eventbridge.checks_handle import handle
from lambda_workshop.sections.eventbridge.checks_wire import wire

predict = Question(
    "predict",
    title="What does the pattern let through?",
    points=1,
    hints=(
        "Two fields of a pattern are joined by an *and*. What joins the values of one field?",
        "Go through the choices one by one. Is every field of the pattern there? Is it of the right type?",
        "Fields that the pattern does not name do not matter. The number must be a number, and greater than 100.",
    ),
    text="The detail that matches",
    options={
        "a": Option(
            "It has a field more, and everything that is asked for.",
            "Both fields match, one of the two countries is enough, and `gift` is not in the pattern, so it is not "
            "looked at.",
            correct=True,
        ),
        "b": Option(
            "The total is a string.",
            "`numeric` compares JSON numbers. A producer that writes numbers as strings makes every numeric rule miss, "
            "and nobody hears of it.",
        ),
        "c": Option(
            "There is no country.",
            "Every field that a pattern names must be in the event. To match its absence, write `exists: false`.",
        ),
        "d": Option(
            "The total is exactly 100.",
            '`>` leaves out 100 itself. A range has two pairs: `[">", 100, "<=", 500]`.',
        ),
    },
)

EXERCISES: Sequence[Exercise] = (predict, handle, wire, debug)
