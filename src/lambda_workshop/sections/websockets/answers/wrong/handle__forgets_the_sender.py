"""expect: is connected, and its item was deleted

Deletes the one who spoke, not the one who is gone.
"""
### INSTEAD OF
            connections.delete_item(Key={"connectionId": item["connectionId"]})
### THIS
            connections.delete_item(Key={"connectionId": me["connectionId"]})
