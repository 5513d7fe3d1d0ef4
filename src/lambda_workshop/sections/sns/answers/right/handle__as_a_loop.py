"""Goes through all records, as if there could be several."""

import json


def handler(event, context):
    for record in event["Records"]:
        sns = record["Sns"]
        values = {name: item["Value"] for name, item in (sns.get("MessageAttributes") or {}).items()}
        try:
            placed = json.loads(sns["Message"])
        except json.JSONDecodeError as error:
            raise ValueError("cannot read " + sns["MessageId"]) from error
        print("order", placed["orderId"])
        invoice = {"order": placed["orderId"], "cents": placed["cents"], "country": values.get("country", "AT")}
        return invoice | {"tags": json.loads(values.get("tags", "[]"))}
