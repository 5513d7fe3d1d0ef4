"""Puts the whole item of the shop, and reads nothing back."""
### INSTEAD OF
        desk.update_item(
            Key={"name": "shop"},
            UpdateExpression="SET paused = :paused, since = :since",
            ConditionExpression="attribute_not_exists(since) OR since < :since",
            ExpressionAttributeValues={":paused": paused, ":since": state["timestamp"]},
### THIS
        desk.put_item(
            Item={"name": "shop", "paused": paused, "since": state["timestamp"]},
            ConditionExpression="attribute_not_exists(since) OR since < :since",
            ExpressionAttributeValues={":since": state["timestamp"]},
