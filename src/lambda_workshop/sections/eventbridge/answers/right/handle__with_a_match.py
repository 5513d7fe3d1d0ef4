"""A match statement, and logging of the id."""


def handler(event, context):
    print("event", event["id"])
    detail = event["detail"]
    match event["source"].split("/")[:2], event["detail-type"]:
        case (["inkwell.orders"], "OrderPlaced"):
            units = 0
            for item in detail.get("items") or []:
                units += item.get("count", 1)
            return {"kind": "order", "ref": detail["orderId"], "units": units}
        case (["aws.partner", "zendesk.com"], _):
            return {"kind": "support", "ref": f"{detail['ticket_event']['ticket']['id']}", "units": 1}
        case (["aws.s3"], "Object Created"):
            return {"kind": "upload", "ref": detail["object"]["key"], "units": 1}
