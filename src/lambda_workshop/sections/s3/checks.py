"""The exercises of the photo bucket: a key's form, the planner, the wiring, and a function that calls itself."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_workshop.checks import Exercise, Option, Question
from lambda_workshop.sections.s3.checks_debug import debug
from lambda_workshop.sections.s3.checks_handle import handle
from lambda_workshop.sections.s3.checks_wire import wire

predict = Question(
    "predict",
    title="A key in the event",
    points=1,
    hints=(
        "Where else do you see file names with spaces travel as text? Think of a web form.",
        "Look at the row *Key in the event* of the table above.",
        "A space becomes `+`. So a plus must become something else: its number after a percent sign.",
    ),
    text="The key of `photos/My photo+1.png` in the event",
    options={
        "a": Option(
            "The key as it was uploaded.",
            "That is what boto3's other calls give you. In a notification the key is URL-encoded, so `get_object` with "
            "it finds nothing as soon as a name has a space.",
        ),
        "b": Option(
            "photos/My+photo%2B1.png",
            "A space is a plus, and a plus is %2B, as in a web form: `urllib.parse.unquote_plus` turns it back.",
            correct=True,
        ),
        "c": Option(
            "Only the name.",
            "S3 has no folders. A prefix is the beginning of the key, and the key is always whole.",
        ),
        "d": Option(
            "No key, but the photo.",
            "An event from S3 has at most 64 KB, and an object can have terabytes: the event names it, and the function "
            "fetches it.",
        ),
    },
)

EXERCISES: Sequence[Exercise] = (predict, handle, wire, debug)
