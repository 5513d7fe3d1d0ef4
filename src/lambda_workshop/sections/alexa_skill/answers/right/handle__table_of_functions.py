"""A table of functions by request, the reprompt another text than the speech, and a card."""

import json
import os

ORDERS = json.loads(os.environ["ORDERS"])


def reply(session, speech, reprompt="Which order shall I look for?", **response):
    response["outputSpeech"] = {"type": "PlainText", "text": speech}
    response["shouldEndSession"] = not reprompt
    if reprompt:
        response["reprompt"] = {"outputSpeech": {"type": "PlainText", "text": reprompt}}
    return {"version": "1.0", "sessionAttributes": session, "response": response}


def status(request, session):
    number = request["intent"]["slots"]["number"].get("value")
    number = session.get("lastOrder") if number is None else number
    if number is None:
        return reply(session, "Which one?", directives=[{"type": "Dialog.ElicitSlot", "slotToElicit": "number"}])
    if number not in ORDERS:
        return reply(session, f"{number} is no order of ours.")
    card = {"type": "Simple", "title": f"Order {number}", "content": ORDERS[number]}
    return reply({**session, "lastOrder": number}, f"{number}: {ORDERS[number]}", card=card)


def goodbye(request, session):
    return reply(session, "See you", reprompt="")


KNOWN = {
    "OrderStatusIntent": status,
    "AMAZON.StopIntent": goodbye,
    "AMAZON.CancelIntent": goodbye,
    "SessionEndedRequest": lambda request, session: {},
}


def handler(event, context):
    request = event["request"]
    name = request["intent"]["name"] if request["type"] == "IntentRequest" else request["type"]
    answer = KNOWN.get(name, lambda request, session: reply(session, "Ask me for an order."))
    return answer(request, event["session"]["attributes"])
