"""expect: something is planned that is no new photo

Takes every PNG, thumbnails included.
"""
### INSTEAD OF
        wanted = key.startswith("photos/") and key.lower().endswith(".png")
        if not (record["eventName"].startswith("ObjectCreated:") and wanted and stored["size"] > 0):
### THIS
        if not (
            record["eventName"].startswith("ObjectCreated:") and key.lower().endswith(".png") and stored["size"] > 0
        ):
