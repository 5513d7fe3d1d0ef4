"""The print shop's Alexa skill: its interaction model, and packages for its function."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deployed import Deployed, settings

from lambda_workshop.simulators.alexa import Conversation

if TYPE_CHECKING:
    from localstack_client.session import Session

SKILL = "amzn1.ask.skill.5d1e7c0a-3b1f-4f4e-9a58-0c6e2f7b9d11"
APPKIT = "alexa-appkit.amazon.com"

_NAMELESS = ("AMAZON.CancelIntent", "AMAZON.StopIntent", "AMAZON.HelpIntent", "AMAZON.YesIntent", "AMAZON.NoIntent")


def model(**dialog: Any) -> dict[str, Any]:
    """A fresh interaction model: order status, printing with a dialog, and a search. `dialog` changes the printing's
    dialog model (`delegationStrategy`, `confirmationRequired`)."""
    printing = {
        "name": "PrintIntent",
        "confirmationRequired": False,
        "prompts": {"confirmation": "Confirm.Print"},
        "slots": [
            {
                "name": "size",
                "type": "Size",
                "elicitationRequired": True,
                "confirmationRequired": False,
                "prompts": {"elicitation": "Elicit.Size"},
                "validations": [{"type": "hasEntityResolutionMatch", "prompt": "Invalid.Size"}],
            },
            {
                "name": "copies",
                "type": "AMAZON.NUMBER",
                "elicitationRequired": True,
                "confirmationRequired": False,
                "prompts": {"elicitation": "Elicit.Copies"},
                "validations": [{"type": "isLessThanOrEqualTo", "prompt": "Invalid.Copies", "value": "500"}],
            },
            {"name": "day", "type": "AMAZON.DATE", "elicitationRequired": False, "confirmationRequired": False},
        ],
        **dialog,
    }
    prompts = {
        "Elicit.Size": "Which size?",
        "Invalid.Size": "We print small, medium and large. Which size?",
        "Elicit.Copies": "How many copies?",
        "Invalid.Copies": "500 at most. How many copies?",
        "Confirm.Print": "{copies} copies, {size}. Shall I print them?",
    }
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": "inkwell",
                "intents": [
                    *({"name": name, "samples": []} for name in _NAMELESS),
                    {
                        "name": "OrderStatusIntent",
                        "slots": [{"name": "number", "type": "AMAZON.NUMBER"}],
                        "samples": ["where order {number} is", "where is order {number}", "where my order is"],
                    },
                    {
                        "name": "PrintIntent",
                        "slots": [
                            {"name": "size", "type": "Size", "samples": ["in {size}", "{size} please"]},
                            {"name": "copies", "type": "AMAZON.NUMBER", "samples": ["{copies} copies"]},
                            {"name": "day", "type": "AMAZON.DATE"},
                        ],
                        "samples": [
                            "print my photos",
                            "print {copies} {size} photos",
                            "print {copies} copies",
                            "print {copies} {size} photos for {day}",
                        ],
                    },
                    {
                        "name": "FindIntent",
                        "slots": [{"name": "query", "type": "AMAZON.SearchQuery"}],
                        "samples": ["find photos of {query}"],
                    },
                ],
                "types": [
                    {
                        "name": "Size",
                        "values": [
                            {"id": "S", "name": {"value": "small", "synonyms": ["little", "four by six"]}},
                            {"id": "M", "name": {"value": "medium", "synonyms": ["five by seven"]}},
                            {"name": {"value": "large", "synonyms": ["big", "poster"]}},
                        ],
                    }
                ],
            },
            "dialog": {"delegationStrategy": "SKILL_RESPONSE", "intents": [printing]},
            "prompts": [
                {"id": name, "variations": [{"type": "PlainText", "value": text}]} for name, text in prompts.items()
            ],
        }
    }


def with_fallback(document: dict[str, Any]) -> dict[str, Any]:
    """The same model with AMAZON.FallbackIntent."""
    document["interactionModel"]["languageModel"]["intents"].append({"name": "AMAZON.FallbackIntent", "samples": []})
    return document


def answers(body: str) -> str:
    """A function's source: `answer(event, request, say, directive)` has this body and returns the response."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    return (
        "import json\n\n\n"
        "def say(text, **more):\n"
        '    return {"version": "1.0", "response": {"outputSpeech": {"type": "PlainText", "text": text}, **more}}\n\n\n'
        "def handler(event, context):\n"
        '    print("event", json.dumps(event))\n'
        '    request = event["request"]\n'
        '    if request["type"] == "SessionEndedRequest":\n'
        "        return {}\n" + lines + "\n"
    )


def deploy_skill(
    session: Session, account: str, source: str | bytes, *, name: str = "inkwell-skill", permit: bool = True
) -> Deployed:
    """A function that Alexa may invoke for the shop's skill, unless `permit` is false. `source` may be a package."""
    arguments = settings(name, source if isinstance(source, str) else "", account, Timeout=10, MemorySize=256)
    if isinstance(source, bytes):
        arguments["Code"] = {"ZipFile": source}
    functions = session.client("lambda")
    functions.create_function(**arguments)
    functions.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 600})
    if permit:
        permit_skill(session, name)
    return Deployed(session, name)


def permit_skill(session: Session, name: str = "inkwell-skill", token: str = SKILL, **more: str) -> None:
    """What the Lambda console does for the trigger "Alexa"."""
    session.client("lambda").add_permission(
        FunctionName=name,
        StatementId=f"alexa-{token[-6:]}",
        Action="lambda:InvokeFunction",
        Principal=APPKIT,
        EventSourceToken=token,
        **more,
    )


Talk = Callable[..., Conversation]


def packed(source: str, *packages: str) -> bytes:
    """A package of the source as `app.py` with installed Python packages beside it, as `pip install -t` makes it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as files:
        files.writestr("app.py", source)
        for name in packages:
            found = importlib.util.find_spec(name)
            assert found is not None and found.submodule_search_locations, f"{name} is not installed"
            folder = Path(found.submodule_search_locations[0])
            for path in sorted(folder.rglob("*.py")):
                files.writestr(str(path.relative_to(folder.parent)), path.read_bytes())
    return archive.getvalue()


def slot(turn_request: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A slot of the intent in a request envelope."""
    found: Mapping[str, Any] = turn_request["request"]["intent"]["slots"][name]
    return found
