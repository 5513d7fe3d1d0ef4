"""Remembers every directive in a set, not only the last one."""
### INSTEAD OF
            UpdateExpression="SET #name = :value, #last = :id",
            ConditionExpression="attribute_not_exists(#last) OR #last <> :id",
            ExpressionAttributeNames={"#name": name, "#last": "lastDirective"},
            ExpressionAttributeValues={":value": value, ":id": message_id},
### THIS
            UpdateExpression="SET #name = :value ADD #last :ids",
            ConditionExpression="NOT contains(#last, :id)",
            ExpressionAttributeNames={"#name": name, "#last": "directives"},
            ExpressionAttributeValues={":value": value, ":id": message_id, ":ids": {message_id}},
