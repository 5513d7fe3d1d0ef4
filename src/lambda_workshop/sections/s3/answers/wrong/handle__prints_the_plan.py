"""expect: returned `null`

Prints the right plan and returns nothing.
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
    return plan
### THIS
    print(plan)
