"""expect: an entry is not right

`unquote` turns %2B back and leaves the plus signs.
"""
### INSTEAD OF
from urllib.parse import unquote_plus
### THIS
from urllib.parse import unquote
### INSTEAD OF
        key = unquote_plus(stored["key"])
        wanted = key.startswith("photos/") and key.lower().endswith(".png")
        if not (record["eventName"].startswith("ObjectCreated:") and wanted and stored["size"] > 0):
### THIS
        key = unquote(stored["key"])
        if not (
            record["eventName"].startswith("ObjectCreated:")
            and key.startswith("photos/")
            and key.lower().endswith(".png")
            and stored["size"] > 0
        ):
