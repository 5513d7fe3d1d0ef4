"""The skill that hangs up on its customers: put in place, and talked to as they do."""

from __future__ import annotations

import uuid
from random import Random
from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import Cloud, cleanup, deploying, functions
from lambda_workshop.notebook.display import Code, Output
from lambda_workshop.sections.alexa_skill.talking import SKILL, begin, transcript
from lambda_workshop.simulators.alexa.skill import PRINCIPAL

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

ROOM = "inkwell-alexa-skill-debug"
FUNCTION, ROLE = f"{ROOM}-reorder", f"{ROOM}-role"
_PICTURES = ("the harbour", "the old mill", "two herons", "the night train", "a red umbrella", "the lighthouse")

REORDER = """\
import os


def say(text, attributes, end=False):
    speech = {"outputSpeech": {"type": "PlainText", "text": text}}
    again = {} if end else {"reprompt": speech}
    return {
        "version": "1.0",
        "shouldEndSession": end,
        "response": {**speech, **again, "sessionAttributes": attributes},
    }


def reorder(event, context):
    request, attributes = event["request"], event["session"]["attributes"]
    name = request.get("intent", {}).get("name", request["type"])
    print(name, attributes)
    if name == "LaunchRequest":
        return say(f"How many copies of {os.environ['PICTURE']}?", {"picture": os.environ["PICTURE"]})
    if name == "CopiesIntent":
        attributes["copies"] = request["intent"]["slots"]["copies"]["value"]
        return say(f"{attributes['copies']} copies of {attributes['picture']}. Shall I print them?", attributes)
    if name == "AMAZON.YesIntent":
        return say(f"Ordered: {attributes['copies']} copies of {attributes['picture']}.", {}, end=True)
    return say("Goodbye.", {}, end=True)
"""

_NAMELESS = ("AMAZON.CancelIntent", "AMAZON.StopIntent", "AMAZON.HelpIntent", "AMAZON.YesIntent", "AMAZON.NoIntent")
MODEL: dict[str, Any] = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "inkwell again",
            "intents": [
                *({"name": name, "samples": []} for name in _NAMELESS),
                {
                    "name": "CopiesIntent",
                    "slots": [{"name": "copies", "type": "AMAZON.NUMBER"}],
                    "samples": ["{copies}", "{copies} copies", "print {copies} copies"],
                },
            ],
        }
    }
}


def put_in_place(cloud: Cloud) -> list[tuple[str, str]]:
    """Deploy the broken skill, permitted as it should be; returns what there is to show."""
    cleanup.remove(cloud, (ROOM,), ("lambda", "iam", "logs"))
    random = Random()
    picture = f"{random.choice(_PICTURES)} {random.randint(10, 99)}"
    arn = deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"index.py": REORDER}),
        handler="index.reorder",
        role_arn=deploying.role(cloud, ROLE),
        environment={"PICTURE": picture},
    )
    cloud.client("lambda").add_permission(
        FunctionName=arn,
        StatementId=f"alexa-{uuid.uuid4().hex[:6]}",
        Action="lambda:InvokeFunction",
        Principal=PRINCIPAL,
        EventSourceToken=SKILL,
    )
    opened = begin(cloud, FUNCTION, MODEL).say("alexa, open inkwell again")
    return [
        ("function", f"{FUNCTION}: timeout 3 seconds, its variable PICTURE is `{picture}`"),
        ("permission", f"{PRINCIPAL} with the skill's id"),
        ("the customer hears", f"{opened.speech}  Then the blue light goes out."),
    ]


def rehearse(lesson: Lesson, *sentences: str) -> Output:
    """Talk to the debug skill: what you said, what Alexa sent and said, and what she did not take."""
    talk = begin(lesson.cloud, FUNCTION, MODEL)
    for sentence in ("alexa, open inkwell again", *sentences):
        talk.say(sentence)
    return Output(Code(transcript(talk.turns)))
