"""expect: is printing`

Says the same to everybody.
"""


def handler(event, context):
    speech = {"outputSpeech": {"type": "PlainText", "text": "Your order is printing"}}
    return {"version": "1.0", "response": {**speech, "reprompt": speech, "shouldEndSession": False}}
