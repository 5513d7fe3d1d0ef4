"""Puts the item as a whole, under the same condition."""
### INSTEAD OF
        return table.update_item(
            Key={"id": item["id"]},
            UpdateExpression="SET #name = :value, #last = :id",
            ConditionExpression="attribute_not_exists(#last) OR #last <> :id",
            ExpressionAttributeNames={"#name": name, "#last": "lastDirective"},
            ExpressionAttributeValues={":value": value, ":id": message_id},
            ReturnValues="ALL_NEW",
        )["Attributes"]
### THIS
        new = {**item, name: value, "lastDirective": message_id}
        table.put_item(
            Item=new,
            ConditionExpression="attribute_not_exists(#last) OR #last <> :id",
            ExpressionAttributeNames={"#last": "lastDirective"},
            ExpressionAttributeValues={":id": message_id},
        )
        return new
