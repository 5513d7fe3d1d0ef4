"""The exercises of the user pool: a trigger that fires twice, the rules, the wiring, and a pool that lets nobody in."""

from __future__ import annotations

from lambda_workshop.checks import Option, Question
from lambda_workshop.sections.cognito.checks_debug import debug
from lambda_workshop.sections.cognito.checks_handle import handle
from lambda_workshop.sections.cognito.checks_wire import wire

predict = Question(
    "predict",
    title="A password forgotten",
    points=1,
    hints=(
        "Two calls bring a code back to Cognito. Which are they?",
        "`triggerSource` tells why a trigger fires. Look at the files that begin with `post_confirmation`: "
        "`cognito.events`.",
        "`PostConfirmation_ConfirmForgotPassword` is a trigger source, and the handler does not look at it.",
    ),
    text="PostConfirmation, a year after the sign-up",
    options={
        "a": Option(
            "Nothing. The trigger fires once in a customer's life.",
            "It also fires when a new password is confirmed, with the source PostConfirmation_ConfirmForgotPassword.",
        ),
        "b": Option(
            "It is written again, and her points are gone.",
            "The trigger fires with the source PostConfirmation_ConfirmForgotPassword. Look at `triggerSource`, and "
            "write with the condition that there is no record yet.",
            correct=True,
        ),
        "c": Option(
            "Cognito refuses the new password, as the customer exists already.",
            "Cognito knows nothing of your table. The handler's put succeeds, and that is the trouble.",
        ),
        "d": Option(
            "The trigger fires, and has no `userAttributes` then.",
            "The event has the same attributes as after the sign-up. Only its source differs.",
        ),
    },
)

EXERCISES = (predict, handle, wire, debug)
