"""expect: so that somebody finds the message

Lets json's own error go.
"""

import json


def handler(event, context):
    message = event["Records"][0]["Sns"]
    attached = message["MessageAttributes"]
    placed = json.loads(message["Message"])
    return {
        "order": placed["orderId"],
        "cents": placed["cents"],
        "country": attached.get("country", {}).get("Value", "AT"),
        "tags": json.loads(attached["tags"]["Value"]) if "tags" in attached else [],
    }
