"""expect: Lambda takes this for success

Answers nothing when the message is no JSON.
"""

import json


def handler(event, context):
    message = event["Records"][0]["Sns"]
    attached = message["MessageAttributes"]
    try:
        placed = json.loads(message["Message"])
    except ValueError:
        return None
    return {
        "order": placed["orderId"],
        "cents": placed["cents"],
        "country": attached.get("country", {}).get("Value", "AT"),
        "tags": json.loads(attached["tags"]["Value"]) if "tags" in attached else [],
    }
