"""expect: must be str, bytes or bytearray

Takes the detail for a text, as put_events does.
"""

import json


def handler(event, context):
    source, kind, detail = event["source"], event["detail-type"], json.loads(event["detail"])
    if (source, kind) == ("inkwell.orders", "OrderPlaced"):
        pieces = sum(item.get("count", 1) for item in detail.get("items", []))
        return {"kind": "order", "ref": detail["orderId"], "units": pieces}
    if source.startswith("aws.partner/zendesk.com/"):
        return {"kind": "support", "ref": str(detail["ticket_event"]["ticket"]["id"]), "units": 1}
    if (source, kind) == ("aws.s3", "Object Created"):
        return {"kind": "upload", "ref": detail["object"]["key"], "units": 1}
    return None
