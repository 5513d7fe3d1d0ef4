"""Grades the lab: deploys the learner's handler as a skill, talks to it, and sends it what nobody says."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, cleanup, deploying, functions, logs
from lambda_workshop.sections.alexa_skill.talking import SKILL, begin, golden, plain_intent, transcript
from lambda_workshop.simulators.alexa import Conversation, InteractionModel, Turn
from lambda_workshop.simulators.alexa.skill import PRINCIPAL

ROOM = "inkwell-alexa-skill-lab"
TABLE, FUNCTION = f"{ROOM}-jobs", f"{ROOM}-print"
SERVICES = ("lambda", "dynamodb", "iam", "logs")
SIZES = {"S": ("small", "little", "four by six"), "M": ("medium", "five by seven"), "L": ("large", "big", "poster")}

LAB = Exercise(
    "lab",
    title="Print by voice",
    points=6,
    hints=(
        "Two things can be wrong with a slot: it is empty, or it holds something that you do not print. Who asks for "
        "the first, who for the second?",
        "`request['dialogState']` says how far Alexa is. `slot['resolutions']['resolutionsPerAuthority']` has a status "
        "code and, after a match, the id of the value.",
        "`table.put_item(Item=job, ConditionExpression='attribute_not_exists(jobId)')`, and catch "
        "`table.meta.client.exceptions.ConditionalCheckFailedException`: the answer is the same.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "alexa-skill")


@LAB.step("The skill opens")
def deployed(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    _build(cloud, source)
    talk = begin(cloud, FUNCTION, _model())
    _fine(talk, talk.say("alexa, open inkwell"), open_after=True)
    return Passed(found="it says something, and listens", evidence=transcript(talk.turns))


@LAB.step("A customer prints, step by step", weight=2)
def printed(cloud: Cloud, deployed: object, random: Random) -> Passed:
    size, copies = random.choice(sorted(SIZES)), random.randint(1, 500)
    talk = begin(cloud, FUNCTION, _model())
    for sentence in ("alexa, ask inkwell to print my photos", random.choice(SIZES[size])):
        _fine(talk, talk.say(sentence), open_after=True)
    done = talk.say(str(copies))
    _fine(talk, done, open_after=False)
    request = done.request["request"] if done.request else {}
    job = _jobs(cloud).get(str(request.get("requestId")))
    wanted = {"size": size, "copies": str(copies)}
    if job != wanted:
        raise NotYet(
            f"the table holds `{job}` for this request",
            expected=f"`{wanted}`, with the request's requestId as `jobId`",
            advice="take the size's id from `resolutions`, and write `copies` as a number",
            evidence=transcript(talk.turns),
        )
    if str(copies) not in done.speech:
        raise NotYet(
            f"it said `{done.speech}`",
            expected=f"the number of copies, {copies}",
            advice="say what you understood",
            evidence=transcript(talk.turns),
        )
    return Passed(request, found=f"{copies} x {size} is written", evidence=transcript(talk.turns))


@LAB.step("What cannot be printed is asked for again", weight=2)
def asked_again(cloud: Cloud, deployed: object) -> Passed:
    before = _jobs(cloud)
    for values, slot in (
        ({"size": "gigantic", "copies": "2"}, "size"),
        *(({"size": "little", "copies": copies}, "copies") for copies in ("0", "501", "-2", "?")),
    ):
        answer = functions.invoke(cloud, FUNCTION, _order(**values))
        response = (answer.value or {}).get("response", {}) if isinstance(answer.value, dict) else {}
        asked = [item.get("slotToElicit") for item in response.get("directives") or []]
        if answer.error_text or asked != [slot] or response.get("shouldEndSession") is not False:
            raise NotYet(
                f"`{values}` was answered with `{answer.error_text or json.dumps(answer.value)}`",
                expected=f"Dialog.ElicitSlot for `{slot}`, with the session open",
                advice="look at the slot's resolutions and at the number before you write",
                evidence=f"logged:\n{answer.log}",
            )
    if _jobs(cloud) != before:
        raise NotYet("a job was written for it", expected="none", advice="check both slots first")
    return Passed(found="an unknown size and an impossible number are asked for")


@LAB.step("A request that comes again changes nothing", needs=("printed",))
def once(cloud: Cloud, deployed: object) -> Passed:
    event = _order(size="little", copies="7")
    key = {"jobId": {"S": event["request"]["requestId"]}}
    functions.invoke(cloud, FUNCTION, event)
    # What the print room does in the meantime.
    cloud.client("dynamodb").update_item(
        TableName=TABLE,
        Key=key,
        UpdateExpression="SET copies = :left",
        ExpressionAttributeValues={":left": {"N": "3"}},
    )
    again = functions.invoke(cloud, FUNCTION, event)
    job = _jobs(cloud).get(event["request"]["requestId"], {})
    if again.error_text or job.get("copies") != "3":
        raise NotYet(
            f"the second time it {f'failed: {again.error_text}' if again.error_text else f'wrote {job}'}",
            expected="the same answer, and the item as the print room left it",
            advice="let the write itself ask whether the job is there: `attribute_not_exists(jobId)`",
            evidence=f"logged:\n{again.log}",
        )
    return Passed(found="the item stays as it is")


@LAB.step("Another skill is refused; Stop ends, SessionEndedRequest is not answered")
def manners(cloud: Cloud, deployed: object) -> Passed:
    strange, before = _order(size="little", copies="7"), _jobs(cloud)
    strange["request"]["requestId"] = "amzn1.echo-api.request.of-another-skill"
    strange["context"]["System"]["application"]["applicationId"] = SKILL.replace("5d1e", "ffff")
    if not functions.invoke(cloud, FUNCTION, strange).error_text or _jobs(cloud) != before:
        raise NotYet(
            "a request for another skill was answered",
            expected="an error, and nothing written",
            advice="compare `context.System.application.applicationId` with the variable SKILL first of all",
        )
    stop = functions.invoke(cloud, FUNCTION, plain_intent("AMAZON.StopIntent", {}))
    ended = functions.invoke(cloud, FUNCTION, golden("session_ended"))
    if not isinstance(stop.value, dict) or stop.value.get("response", {}).get("shouldEndSession") is not True:
        raise NotYet(
            f"AMAZON.StopIntent was answered with `{stop.error_text or stop.value}`",
            expected="`shouldEndSession` true",
            advice="read README.md, point 6",
        )
    spoken = isinstance(ended.value, dict) and (ended.value.get("response") or {}).get("outputSpeech")
    if ended.error_text or spoken:
        raise NotYet(
            f"SessionEndedRequest was answered with `{ended.error_text or ended.value}`",
            expected="no error and no speech",
            advice="this request has no intent: look at `request['type']`",
        )
    return Passed(found="as it should be")


@LAB.step("No user and no token in the log, no client made in a call", needs=("printed",))
def discreet(cloud: Cloud, deployed: object) -> Passed:
    event = _order(size="little", copies="2")
    log = functions.invoke(cloud, FUNCTION, event).log
    if f"{CLIENTS} 0" not in log:
        raise NotYet("a call made a client", expected="none", advice="make it at the top of the file", evidence=log)
    text = "\n".join(line.text for line in logs.lines(cloud, FUNCTION))
    system = event["context"]["System"]
    for name, secret in (("a user's id", system["user"]["userId"]), ("a token", system["apiAccessToken"])):
        if secret in text:
            raise NotYet(f"the log holds {name}", expected="neither", advice="never print a whole event")
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="the log is clean")


def _build(cloud: Cloud, source: str) -> None:
    dynamodb = cloud.client("dynamodb")
    arn = dynamodb.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "jobId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "jobId", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )["TableDescription"]["TableArn"]
    rights = {"Action": ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"], "Resource": arn}
    deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER}),
        handler="wrapper.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role", [rights]),
        timeout=8,
        memory=256,
        environment={"TABLE": TABLE, "SKILL": SKILL},
    )
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="alexa",
        Action="lambda:InvokeFunction",
        Principal=PRINCIPAL,
        EventSourceToken=SKILL,
    )


def _model() -> InteractionModel:
    return InteractionModel.load(Path(__file__).with_name("model.json"))


def _fine(talk: Conversation, turn: Turn, *, open_after: bool) -> None:
    if turn.problems or turn.session_open is not open_after:
        state = "open" if turn.session_open else f"over ({turn.ended_reason})"
        raise NotYet(
            f"`{turn.sentence}`: {turn.problems[0] if turn.problems else f'the session is {state}'}",
            expected=f"an answer, and the session {'open' if open_after else 'over'}",
            advice="look at the conversation below, and run `python -m pytest` in the lab's folder",
            evidence=f"{transcript(talk.turns)}\nlogged:\n{turn.log}",
        )


def _order(*, size: str, copies: str) -> dict[str, Any]:
    """The example order, complete, with these words in its slots."""
    event = golden("print")
    event["request"]["dialogState"] = "COMPLETED"
    slots = event["request"]["intent"]["slots"]
    slots["copies"]["value"] = copies
    slots["size"]["value"] = size
    if size != "little":
        (authority,) = slots["size"]["resolutions"]["resolutionsPerAuthority"]
        authority["status"]["code"] = "ER_SUCCESS_NO_MATCH"
        del authority["values"]
    return event


def _jobs(cloud: Cloud) -> dict[str, dict[str, str]]:
    """The jobs in the table by id: size and copies."""
    items = cloud.client("dynamodb").scan(TableName=TABLE, ConsistentRead=True)["Items"]
    return {
        item["jobId"]["S"]: {name: next(iter(item.get(name, {"": ""}).values())) for name in ("size", "copies")}
        for item in items
    }
