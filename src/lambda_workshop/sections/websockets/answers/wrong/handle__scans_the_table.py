"""expect: the function scans the table: every message reads, and pays for, the connections of all orders

The right ones hear it, and the whole table is read for it.
"""
### INSTEAD OF
        order, message = Key("orderId").eq(me["orderId"]), {"from": me["name"], "text": text}
        found = connections.query(IndexName="by-order", KeyConditionExpression=order)["Items"]
### THIS
        message = {"from": me["name"], "text": text}
        found = [item for item in connections.scan()["Items"] if item["orderId"] == me["orderId"]]
