"""The exercises of the skill: what a session remembers, the answers, the wiring, and a session that ends too early."""

from __future__ import annotations

from lambda_workshop.checks import Option, Question
from lambda_workshop.sections.alexa_skill.checks_debug import debug
from lambda_workshop.sections.alexa_skill.checks_handle import handle
from lambda_workshop.sections.alexa_skill.checks_wire import wire

predict = Question(
    "predict",
    title="What the session remembers",
    points=1,
    hints=(
        "A skill's session is not a variable in your function. Who keeps it between two sentences?",
        "Alexa hands over in each request what the answer before it told her to keep.",
        "The second answer told her to keep nothing.",
    ),
    text="Attributes in the first answer, none in the second",
    options={
        "a": Option(
            '`{"lastOrder": "4711"}`: the session is still open.',
            "An open session keeps its id, not its attributes. Alexa does not merge: each answer's `sessionAttributes` "
            "take the place of those before. Return them every time.",
        ),
        "b": Option(
            "`{}`: the second answer had no attributes.",
            "Alexa sends back what the last answer held. A handler that forgets to return the attributes in one branch "
            "loses them for all that follow.",
            correct=True,
        ),
        "c": Option(
            "That depends on whether the same execution environment answers.",
            "Attributes travel in the request and the answer, never in the function's memory. That is why they also "
            "survive a cold start.",
        ),
        "d": Option(
            "Nothing is sent: an answer without `sessionAttributes` ends the session.",
            "Only `shouldEndSession`, the customer, silence or an error ends a session. `sessionAttributes` is optional.",
        ),
    },
)

EXERCISES = (predict, handle, wire, debug)
