"""expect: three orders with one key, at once, answered

Looks whether the order is there, and writes it when it is not.
"""
### INSTEAD OF
    try:
        orders.put_item(Item=order, ConditionExpression="attribute_not_exists(orderId)")
    except Refused:
        there = find(order["orderId"])
        mine = there["customer"] == customer
        return reply(200, shown(there)) if mine else reply(409, {"error": "take another key"})
### THIS
    if there := find(order["orderId"]):
        mine = there["customer"] == customer
        return reply(200, shown(there)) if mine else reply(409, {"error": "take another key"})
    orders.put_item(Item=order)
