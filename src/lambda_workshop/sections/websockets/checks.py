"""The exercises of the WebSocket API: who hears an answer, the chat, its wiring, and a tab that hears nothing."""

from __future__ import annotations

from lambda_workshop.checks import Option, Question
from lambda_workshop.sections.websockets.checks_debug import debug
from lambda_workshop.sections.websockets.checks_handle import handle
from lambda_workshop.sections.websockets.checks_wire import wire

predict = Question(
    "predict",
    title="What the client hears",
    points=1,
    hints=(
        "A WebSocket message is not a request: nobody has to answer it. What does API Gateway do with the return value?",
        "A route works one way, from the client to the function, unless it is made two-way.",
        "Only a route with a *route response* sends the `body` back. This route has none.",
    ),
    text="A body in the return value, and no route response",
    options={
        "a": Option(
            "The text `thank you`.",
            "So it is with an HTTP API. A WebSocket route sends the `body` back only when it has a route response, "
            "and then to the sender alone.",
        ),
        "b": Option(
            "Nothing.",
            "API Gateway looks at the answer, and keeps it to itself. To say something, the function posts to the "
            "connection: to the sender's, or to anybody's.",
            correct=True,
        ),
        "c": Option(
            "The whole dictionary as JSON.",
            "An HTTP API makes a body of a value that has no `statusCode`. A one-way WebSocket route sends nothing.",
        ),
        "d": Option(
            "`Internal server error`.",
            "The client hears that when the function fails, or may not be called. This one returned as it should.",
        ),
    },
)

EXERCISES = (predict, handle, wire, debug)
