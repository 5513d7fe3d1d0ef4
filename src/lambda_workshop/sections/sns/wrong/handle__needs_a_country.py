"""expect: KeyError: 'country'

Breaks where the attribute is missing.
"""

import json


def handler(event, context):
    message = event["Records"][0]["Sns"]
    attached = message["MessageAttributes"]
    try:
        placed = json.loads(message["Message"])
    except ValueError:
        raise ValueError(f"message {message['MessageId']} is no JSON") from None
    return {
        "order": placed["orderId"],
        "cents": placed["cents"],
        "country": attached["country"]["Value"],
        "tags": json.loads(attached["tags"]["Value"]) if "tags" in attached else [],
    }
