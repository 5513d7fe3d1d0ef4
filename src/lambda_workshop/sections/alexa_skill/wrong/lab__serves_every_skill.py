"""expect: a request for another skill was answered

Does not look who asks.
"""

import os

import boto3

SKILL = os.environ["SKILL"]


table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def say(text, *, end=False, directive=None):
    speech = {"outputSpeech": {"type": "PlainText", "text": text}}
    response = {**speech, "shouldEndSession": end}
    if not end:
        response["reprompt"] = speech
    if directive:
        response["directives"] = [directive]
    return {"version": "1.0", "response": response}


def size_of(slot):
    """The id of the size that was meant, or None."""
    for authority in slot.get("resolutions", {}).get("resolutionsPerAuthority", []):
        if authority["status"]["code"] == "ER_SUCCESS_MATCH":
            return authority["values"][0]["value"]["id"]
    return None


def copies_of(slot):
    """The number of copies, or None."""
    text = slot.get("value", "")
    return int(text) if text.isdecimal() and 1 <= int(text) <= 500 else None


def elicit(slot, text):
    return say(text, directive={"type": "Dialog.ElicitSlot", "slotToElicit": slot})


def printing(request):
    if request.get("dialogState") != "COMPLETED":
        return {"version": "1.0", "response": {"directives": [{"type": "Dialog.Delegate"}], "shouldEndSession": False}}
    slots = request["intent"]["slots"]
    size, copies = size_of(slots["size"]), copies_of(slots["copies"])
    if size is None:
        return elicit("size", "We print small, medium and large. Which size?")
    if copies is None:
        return elicit("copies", "From one to five hundred. How many copies?")
    job = {"jobId": request["requestId"], "size": size, "copies": copies}
    try:
        table.put_item(Item=job, ConditionExpression="attribute_not_exists(jobId)")
        print(f"job {job['jobId']}: {copies} x {size}")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"seen before: {job['jobId']}")
    return say(f"{copies} copies are on their way to the printer.", end=True)


def handler(event, context):
    """Answer one request of Alexa's."""
    request = event["request"]
    if request["type"] == "SessionEndedRequest":
        return {"version": "1.0", "response": {}}
    name = request["intent"]["name"] if request["type"] == "IntentRequest" else ""
    if name == "PrintIntent":
        return printing(request)
    if name in ("AMAZON.StopIntent", "AMAZON.CancelIntent"):
        return say("Goodbye.", end=True)
    return say("Say, for example: print two small photos.")
