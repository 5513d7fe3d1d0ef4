"""expect: a night that is billed already is no failure

The second write fails as it should, and takes the function along.
"""
### INSTEAD OF
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(billId)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"{night} is billed already")
### THIS
    table.put_item(Item=item, ConditionExpression="attribute_not_exists(billId)")
