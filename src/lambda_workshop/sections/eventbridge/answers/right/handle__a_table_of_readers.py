"""A table of functions, one for each kind."""


def of_order(detail):
    return {"kind": "order", "ref": detail["orderId"], "units": sum(i.get("count", 1) for i in detail.get("items", ()))}


def of_upload(detail):
    return {"kind": "upload", "ref": detail["object"]["key"], "units": 1}


READERS = {("inkwell.orders", "OrderPlaced"): of_order, ("aws.s3", "Object Created"): of_upload}


def handler(event, context):
    if event["source"].startswith("aws.partner/zendesk.com/"):
        return {"kind": "support", "ref": str(event["detail"]["ticket_event"]["ticket"]["id"]), "units": 1}
    reader = READERS.get((event["source"], event["detail-type"]))
    return reader(event["detail"]) if reader else None
