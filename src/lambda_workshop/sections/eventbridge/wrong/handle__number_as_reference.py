"""expect: "kind": "support"

Leaves the ticket's id a number.
"""


def handler(event, context):
    source, kind, detail = event["source"], event["detail-type"], event["detail"]
    if (source, kind) == ("inkwell.orders", "OrderPlaced"):
        pieces = sum(item.get("count", 1) for item in detail.get("items", []))
        return {"kind": "order", "ref": detail["orderId"], "units": pieces}
    if source.startswith("aws.partner/zendesk.com/"):
        return {"kind": "support", "ref": detail["ticket_event"]["ticket"]["id"], "units": 1}
    if (source, kind) == ("aws.s3", "Object Created"):
        return {"kind": "upload", "ref": detail["object"]["key"], "units": 1}
    return None
