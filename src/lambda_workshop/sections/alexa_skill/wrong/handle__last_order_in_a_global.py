"""expect: after OrderStatusIntent the session keeps

Remembers the last order in the execution environment.
"""

import json
import os

ORDERS = json.loads(os.environ["ORDERS"])


def say(text, attributes, end=False, **more):
    speech = {"outputSpeech": {"type": "PlainText", "text": text}}
    response = {**speech, "shouldEndSession": end} | ({} if end else {"reprompt": speech}) | more
    return {"version": "1.0", "sessionAttributes": attributes, "response": response}


def handler(event, context):
    request, attributes = event["request"], event["session"]["attributes"]
    name = request.get("intent", {}).get("name", request["type"])
    if name == "SessionEndedRequest":
        return {"version": "1.0", "response": {}}
    if name != "OrderStatusIntent":
        end = name in ("AMAZON.StopIntent", "AMAZON.CancelIntent")
        return say("Goodbye." if end else "Ask me: where is order one two three?", attributes, end)
    number = request["intent"]["slots"]["number"].get("value") or attributes.get("lastOrder")
    if number in ORDERS:
        return say(f"Order {number} is {ORDERS[number]}. Anything else?", attributes)
    more = {} if number else {"directives": [{"type": "Dialog.ElicitSlot", "slotToElicit": "number"}]}
    return say(f"There is no order {number}. Which one?" if number else "Which order?", attributes, **more)
