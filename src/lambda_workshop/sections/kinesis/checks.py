"""The exercises of the page views: an order foretold, a batch judged, a stream wired, and a shard that stands still."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_workshop.checks import Exercise, Option, Question
from lambda_workshop.sections.kinesis.checks_debug import debug
from lambda_workshop.sections.kinesis.checks_handle import handle
from lambda_workshop.sections.kinesis.checks_wire import wire

predict = Question(
    "predict",
    title="In which order?",
    points=1,
    hints=(
        "What decides which shard a record goes to?",
        "Each shard is read by itself. What holds for two records of one shard, and what for two of different ones?",
        "The same partition key means the same shard, and a shard is read in order. Between shards there is none.",
    ),
    text="The order in which the function sees three views",
    options={
        "a": Option(
            "As they were put: 1, 2, 3.",
            "That would need one shard. Two shards are read at the same time, each at its own pace.",
        ),
        "b": Option(
            "1 before 3; 2 at any time.",
            "Both have the same key, so they are in the same shard, in order. 2 may be in the other one.",
            correct=True,
        ),
        "c": Option(
            "Any order at all.",
            "A stream is not a standard queue: within a shard the order is kept.",
        ),
        "d": Option(
            "The latest first.",
            "`LATEST` is where a mapping begins to read. It says nothing about the order.",
        ),
    },
)

EXERCISES: Sequence[Exercise] = (predict, handle, wire, debug)
