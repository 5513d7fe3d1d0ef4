"""The exercises of the order topic: a message's form, an invoice, a fan-out, and a filter that lets nothing through."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_workshop.checks import Exercise, Option, Question
from lambda_workshop.sections.sns.checks_debug import debug
from lambda_workshop.sections.sns.checks_handle import handle
from lambda_workshop.sections.sns.checks_wire import wire

predict = Question(
    "predict",
    title="What is the message?",
    points=1,
    hints=(
        "What does `publish` take as `Message`: an object, or something simpler?",
        "SNS hands a message on as it came. It does not know what is inside.",
        "You gave it a text. The text is inside the event, which is JSON itself.",
    ),
    text="`event['Records'][0]['Sns']['Message']`",
    options={
        "a": Option(
            "An object.",
            "The event is JSON and was parsed for you. The message inside it was a text when you published it, and "
            "still is: `json.loads` it yourself.",
        ),
        "b": Option(
            "A text with JSON inside.",
            "SNS hands on what it was given. `json.loads(record['Sns']['Message'])` gives the order.",
            correct=True,
        ),
        "c": Option(
            "An object with the key `default`.",
            "`default` is for `MessageStructure='json'`, with which you publish another text for each protocol. The "
            "function still gets a text.",
        ),
        "d": Option(
            "Base64, which must be decoded first.",
            "That is how Kinesis hands over its records, since they are bytes. An SNS message is text.",
        ),
    },
)

EXERCISES: Sequence[Exercise] = (predict, handle, wire, debug)
