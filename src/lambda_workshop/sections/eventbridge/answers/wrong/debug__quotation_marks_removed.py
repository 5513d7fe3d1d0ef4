"""expect: the note came as

Throws away what does not fit.
"""
### INSTEAD OF
    detail = json.dumps({"orderId": event["orderId"], "note": event["note"]})
### THIS
    detail = json.dumps({"orderId": event["orderId"], "note": event["note"].replace(chr(34), "")})
