"""expect: photos are missing from the plan

Looks at one record: S3 sends one today.
"""
### INSTEAD OF
    for record in event["Records"]:
### THIS
    for record in event["Records"][:1]:
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
