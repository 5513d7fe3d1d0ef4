"""The exercises of the payments' log: a pattern chosen, an event unpacked, a subscription, a pattern without a match."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_workshop.checks import Exercise, Option, Question
from lambda_workshop.sections.cloudwatch_logs.checks_debug import debug
from lambda_workshop.sections.cloudwatch_logs.checks_handle import handle
from lambda_workshop.sections.cloudwatch_logs.checks_wire import wire

predict = Question(
    "predict",
    title="Which pattern finds the line?",
    points=1,
    hints=(
        "There are three kinds of patterns. The first character decides which kind it is.",
        "Does it matter whether a letter is upper or lower case? And what does a pattern in square brackets split a line at?",
        "The line is one JSON object. The pattern in braces looks at a field of it.",
    ),
    text="The pattern that finds it",
    options={
        "a": Option(
            "`ERROR`",
            "A term is looked for as it is written. The line has `error`, in lower case.",
        ),
        "b": Option(
            '`{ $.level = "error" }`',
            "Braces make it a JSON pattern: the line is parsed, and the field `level` compared.",
            correct=True,
        ),
        "c": Option(
            "`[level = error, ...]`",
            "Brackets are for lines whose fields have spaces between them. The first field of this line begins with a "
            "brace.",
        ),
        "d": Option(
            "`level=error`",
            "That is not a pattern at all: a term with characters other than letters, digits and `_` needs quotation "
            "marks, and the line has no equals sign.",
        ),
    },
)

EXERCISES: Sequence[Exercise] = (predict, handle, wire, debug)
