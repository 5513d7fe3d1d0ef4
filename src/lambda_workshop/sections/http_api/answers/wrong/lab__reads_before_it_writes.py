"""expect: at once

Looks first and writes then: two requests at once both find nothing.
"""
### INSTEAD OF
    try:
        table.put_item(Item={"customer": customer, **order}, ConditionExpression="attribute_not_exists(orderId)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"placed before: {order['orderId']}")
        return find(customer, order["orderId"])
### THIS
    before = find(customer, order["orderId"])
    if before["statusCode"] == 200:
        return before
    table.put_item(Item={"customer": customer, **order})
