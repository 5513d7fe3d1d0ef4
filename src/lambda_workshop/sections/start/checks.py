"""Question 0, on which a learner tries check, hint and solution."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_workshop.checks import Exercise, Option, Question

warmup = Question(
    "warmup",
    title="Question 0",
    points=1,
    hints=(
        "This is the first hint: what to think about. One word for each event.",
        "This is the second hint: where to look. Count the words in the log.",
        "This is the third hint: almost the answer. It is more than two and less than four.",
    ),
    text="`hello hello hello`",
    options={
        "a": Option("None.", "They do: what a function prints is in its log, and you will read a lot of it."),
        "b": Option("Three.", "One invocation for each event, and one word for each invocation.", correct=True),
        "c": Option("One.", "An event can carry a lot, but the function prints one word for each event. Count again."),
    },
)

EXERCISES: Sequence[Exercise] = (warmup,)
