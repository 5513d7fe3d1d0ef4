"""The exercises of the smart home: a handler that raises, the lamp's answers, the wiring, a capability that is lost."""

from __future__ import annotations

from lambda_workshop.checks import Option, Question
from lambda_workshop.sections.alexa_smart_home.checks_debug import debug
from lambda_workshop.sections.alexa_smart_home.checks_handle import handle
from lambda_workshop.sections.alexa_smart_home.checks_wire import wire

predict = Question(
    "predict",
    title="A lamp without power",
    points=1,
    hints=(
        "Alexa calls your function as a program calls a function: she waits for what it returns.",
        "Nobody stands between Alexa and Lambda who would keep the directive for later.",
        "An exception has no field that Alexa reads. What else could tell her the reason?",
    ),
    text="The lamp is unplugged, and the handler raises",
    options={
        "a": Option(
            "Lambda calls the handler twice more, then drops the directive.",
            "These are the rules of asynchronous invocation. Alexa invokes synchronously, and asks once: a lamp that goes "
            "on a minute after the customer has left helps nobody.",
        ),
        "b": Option(
            "Alexa says that the device is not responding, and cannot say why.",
            "An exception is an answer that Alexa cannot read. Catch it, and return an `ErrorResponse` with "
            "`ENDPOINT_UNREACHABLE`: then she tells the customer to look at the lamp, and the app shows it as offline.",
            correct=True,
        ),
        "c": Option(
            "The app shows the lamp as on until the next state report.",
            "The app shows what an answer reports in `context.properties`. No answer, no change.",
        ),
        "d": Option(
            "Alexa removes the lamp until the next discovery.",
            "A device goes only when the customer deletes it, the skill is disabled, or the skill sends a DeleteReport.",
        ),
    },
)

EXERCISES = (predict, handle, wire, debug)
