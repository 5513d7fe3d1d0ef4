"""expect: is gone and still in the table: every message will try it again, for ever

The exception is caught, and nothing is done about it.
"""
### INSTEAD OF
            connections.delete_item(Key={"connectionId": item["connectionId"]})
### THIS
            continue
