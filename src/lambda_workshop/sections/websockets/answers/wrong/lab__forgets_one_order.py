"""expect: the followers of its three orders, after one of two tabs closed

Of all that a closed tab follows, the first is forgotten.
"""
### INSTEAD OF
        table.delete_item(Key={"orderId": item["orderId"], "connectionId": connection})
### THIS
        table.delete_item(Key={"orderId": item["orderId"], "connectionId": connection})
        break
