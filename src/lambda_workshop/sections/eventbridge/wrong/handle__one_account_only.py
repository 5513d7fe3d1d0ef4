"""expect: the line is `null`

Knows one account of the partner, and not the next.
"""


def handler(event, context):
    source, kind, detail = event["source"], event["detail-type"], event["detail"]
    if (source, kind) == ("inkwell.orders", "OrderPlaced"):
        pieces = sum(item.get("count", 1) for item in detail.get("items", []))
        return {"kind": "order", "ref": detail["orderId"], "units": pieces}
    if source == "aws.partner/zendesk.com/1234/default":
        return {"kind": "support", "ref": str(detail["ticket_event"]["ticket"]["id"]), "units": 1}
    if (source, kind) == ("aws.s3", "Object Created"):
        return {"kind": "upload", "ref": detail["object"]["key"], "units": 1}
    return None
