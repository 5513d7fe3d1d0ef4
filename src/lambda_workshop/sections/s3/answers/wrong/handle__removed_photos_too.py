"""expect: the handler raised `KeyError: 'size'`

Does not look at the kind of event.
"""
### INSTEAD OF
        wanted = key.startswith("photos/") and key.lower().endswith(".png")
        if not (record["eventName"].startswith("ObjectCreated:") and wanted and stored["size"] > 0):
### THIS
        if not (key.startswith("photos/") and key.lower().endswith(".png") and stored["size"] > 0):
