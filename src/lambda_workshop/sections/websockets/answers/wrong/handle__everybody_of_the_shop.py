"""expect: follows another order and heard it

A scan, and a message for everybody in the table.
"""
### INSTEAD OF
        order, message = Key("orderId").eq(me["orderId"]), {"from": me["name"], "text": text}
        found = connections.query(IndexName="by-order", KeyConditionExpression=order)["Items"]
### THIS
        message = {"from": me["name"], "text": text}
        found = connections.scan()["Items"]
