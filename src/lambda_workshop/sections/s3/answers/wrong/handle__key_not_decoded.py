"""expect: an entry is not right

The key as it stands in the event: fine until a customer has a space in a name.
"""
### INSTEAD OF
from urllib.parse import unquote_plus
### THIS
### INSTEAD OF
        key = unquote_plus(stored["key"])
        wanted = key.startswith("photos/") and key.lower().endswith(".png")
        if not (record["eventName"].startswith("ObjectCreated:") and wanted and stored["size"] > 0):
### THIS
        key = stored["key"]
        if not (
            record["eventName"].startswith("ObjectCreated:")
            and key.startswith("photos/")
            and key.lower().endswith(".png")
            and stored["size"] > 0
        ):
