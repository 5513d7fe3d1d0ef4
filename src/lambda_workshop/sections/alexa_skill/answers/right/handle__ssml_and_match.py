"""Speaks SSML, dispatches with a match statement, and copes with attributes that are null."""

import json
import os


def answer(text, keep, *directives):
    speech = {"outputSpeech": {"type": "SSML", "ssml": f"<speak>{text}</speak>"}}
    response = {**speech, "reprompt": speech, "shouldEndSession": False, "directives": list(directives)}
    return {"version": "1.0", "sessionAttributes": keep, "response": response}


def status(slot, keep, orders):
    number = slot.get("value", keep.get("lastOrder"))
    match number, orders.get(number):
        case None, _:
            return answer("Which order number?", keep, {"type": "Dialog.ElicitSlot", "slotToElicit": "number"})
        case _, None:
            return answer(f"I do not find <say-as interpret-as='digits'>{number}</say-as>.", keep)
        case _, state:
            return answer(f"Your order {number} is {state}.", {**keep, "lastOrder": number})


def handler(event, context):
    request, keep = event["request"], event["session"].get("attributes") or {}
    match request:
        case {"type": "SessionEndedRequest"}:
            return None
        case {"intent": {"name": "OrderStatusIntent", "slots": slots}}:
            return status(slots["number"], keep, json.loads(os.environ["ORDERS"]))
        case {"intent": {"name": "AMAZON.StopIntent" | "AMAZON.CancelIntent"}}:
            bye = {"type": "PlainText", "text": "Bye"}
            return {
                "version": "1.0",
                "sessionAttributes": keep,
                "response": {"outputSpeech": bye, "shouldEndSession": True},
            }
    return answer("Welcome to Inkwell. Ask for an order by its number.", keep)
