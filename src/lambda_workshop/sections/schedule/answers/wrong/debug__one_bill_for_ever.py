"""expect: take the key from the event

One key for all nights: each bill overwrites the last.
"""
### INSTEAD OF
    item = {"billId": night, "night": night, "cents": 990}
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(billId)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"{night} is billed already")
### THIS
    table.put_item(Item={"billId": "bill", "night": night, "cents": 990})
