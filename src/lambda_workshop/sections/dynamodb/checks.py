"""The exercises of the orders' stream: an image foretold, a revenue counted, a mapping wired, a function that loops."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_workshop.checks import Exercise, Option, Question
from lambda_workshop.sections.dynamodb.checks_debug import debug
from lambda_workshop.sections.dynamodb.checks_handle import handle
from lambda_workshop.sections.dynamodb.checks_wire import wire

predict = Question(
    "predict",
    title="What is in the record?",
    points=1,
    hints=(
        "The table decides what its stream holds, when the stream is made. The name of the view type says it.",
        "`NEW_IMAGE`: which of the two images is that, of a change?",
        "The item as it is *after* the change, and nothing of what it was before. The keys are always there.",
    ),
    text="A MODIFY record of a stream with the view type `NEW_IMAGE`",
    options={
        "a": Option(
            "Both images.",
            "That is `NEW_AND_OLD_IMAGES`. A stream cannot be asked later for what it was not told to keep.",
        ),
        "b": Option(
            "The keys and the item as it is now.",
            "The old image is missing, so the function cannot tell what changed.",
            correct=True,
        ),
        "c": Option(
            "Only the fields that changed.",
            "Streams hold whole images. What changed, you find by comparing two of them.",
        ),
        "d": Option(
            "The keys, and the function reads the item from the table.",
            "That is `KEYS_ONLY`. By the time the function reads, the item may have changed again.",
        ),
    },
)

EXERCISES: Sequence[Exercise] = (predict, handle, wire, debug)
