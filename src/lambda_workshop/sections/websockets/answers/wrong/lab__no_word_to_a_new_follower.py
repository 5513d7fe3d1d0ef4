"""expect: a follower is answered with the last status that is known

Whoever comes late waits for the next change.
"""
### INSTEAD OF
    state = table.get_item(Key={"orderId": order, "connectionId": STATE}, ConsistentRead=True).get("Item", {})
    post(connection, {"order": order, "status": state.get("status", "unknown")})
### THIS
    post(connection, {"order": order, "status": "unknown"})
