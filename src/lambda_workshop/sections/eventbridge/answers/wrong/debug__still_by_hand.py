"""expect: the warehouse heard nothing

Escapes one character by hand, and not the next.
"""
### INSTEAD OF
    detail = json.dumps({"orderId": event["orderId"], "note": event["note"]})
### THIS
    detail = '{"orderId": "%s", "note": "%s"}' % (event["orderId"], event["note"].replace(chr(34), "_"))
### INSTEAD OF
    if answer["FailedEntryCount"]:
        raise RuntimeError(f"EventBridge refused {event['orderId']}: {answer['Entries'][0]['ErrorCode']}")
### THIS
