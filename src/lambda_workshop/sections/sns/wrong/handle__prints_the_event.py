"""expect: a customer is named in the log

Prints the event, to see what comes.
"""

import json


def handler(event, context):
    print(event)
    message = event["Records"][0]["Sns"]
    attached = message["MessageAttributes"]
    try:
        placed = json.loads(message["Message"])
    except ValueError:
        raise ValueError(f"message {message['MessageId']} is no JSON") from None
    return {
        "order": placed["orderId"],
        "cents": placed["cents"],
        "country": attached.get("country", {}).get("Value", "AT"),
        "tags": json.loads(attached["tags"]["Value"]) if "tags" in attached else [],
    }
