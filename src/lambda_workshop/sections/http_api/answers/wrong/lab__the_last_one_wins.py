"""expect: write with a condition, and read what is there

Writes whatever comes.
"""
### INSTEAD OF
        table.put_item(Item={"customer": customer, **order}, ConditionExpression="attribute_not_exists(orderId)")
### THIS
        table.put_item(Item={"customer": customer, **order})
