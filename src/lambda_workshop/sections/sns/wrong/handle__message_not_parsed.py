"""expect: the handler raised `TypeError

Takes the message for an object.
"""

import json


def handler(event, context):
    message = event["Records"][0]["Sns"]
    attached = message["MessageAttributes"]
    try:
        placed = message["Message"]
    except ValueError:
        raise ValueError(f"message {message['MessageId']} is no JSON") from None
    return {
        "order": placed["orderId"],
        "cents": placed["cents"],
        "country": attached.get("country", {}).get("Value", "AT"),
        "tags": json.loads(attached["tags"]["Value"]) if "tags" in attached else [],
    }
