"""expect: its sheets are

Adds the sheets of a job each time that it comes.
"""
### INSTEAD OF
            ConditionExpression="#status = :placed",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":printed": "printed", ":placed": "placed", ":copies": copies},
### THIS
            ConditionExpression="attribute_exists(orderId)",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":printed": "printed", ":copies": copies},
