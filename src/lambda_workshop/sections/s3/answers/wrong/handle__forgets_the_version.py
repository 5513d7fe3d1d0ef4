"""expect: an entry is not right

The version is always None.
"""
### INSTEAD OF
        wanted = key.startswith("photos/") and key.lower().endswith(".png")
        if not (record["eventName"].startswith("ObjectCreated:") and wanted and stored["size"] > 0):
### THIS
        if not (
            record["eventName"].startswith("ObjectCreated:")
            and key.startswith("photos/")
            and key.lower().endswith(".png")
            and stored["size"] > 0
        ):
### INSTEAD OF
                "version": stored.get("versionId"),
### THIS
                "version": None,
