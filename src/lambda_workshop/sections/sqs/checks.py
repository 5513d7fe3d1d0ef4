"""The exercises of the print queue: what becomes of a batch, the printer, its wiring, and a queue that prints twice."""

from __future__ import annotations

from lambda_workshop.checks import Option, Question
from lambda_workshop.sections.sqs.checks_debug import debug
from lambda_workshop.sections.sqs.checks_handle import handle
from lambda_workshop.sections.sqs.checks_wire import wire

predict = Question(
    "predict",
    title="What becomes of the batch",
    points=1,
    hints=(
        "Lambda sees one thing of your function: how the invocation ended.",
        "The mapping has no `FunctionResponseTypes`. What the handler does with a single message is its own affair.",
        "An exception ends the invocation as a failure of everything that it was given.",
    ),
    text="A batch of five, and an exception on the third",
    options={
        "a": Option(
            "The third comes back, the other four are deleted.",
            "Lambda does not look into your loop: it cannot know which message was being handled. To bring back only "
            "the third, the handler catches the error and returns `batchItemFailures`, and the mapping has "
            "`ReportBatchItemFailures`.",
        ),
        "b": Option(
            "All five come back after the visibility timeout, two of them are printed again.",
            "The invocation failed, so the poller deletes nothing. This is why the work must be idempotent, and why "
            "partial batch responses exist.",
            correct=True,
        ),
        "c": Option(
            "All five are gone.",
            "Receiving a message hides it for the visibility timeout. Only DeleteMessage takes it off the queue, and "
            "the poller calls that after a successful invocation.",
        ),
        "d": Option(
            "Two more calls, then the function's dead-letter queue.",
            "These are the rules of asynchronous invocation. A mapping calls the function synchronously: the retries "
            "are the queue's, and so is the dead-letter queue.",
        ),
    },
)

EXERCISES = (predict, handle, wire, debug)
