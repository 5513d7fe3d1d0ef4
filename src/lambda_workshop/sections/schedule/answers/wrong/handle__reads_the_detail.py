"""expect: it failed with `AttributeError

Takes the report from `detail`, which is a string when Scheduler sends it.
"""
### INSTEAD OF
    report = event.get("report", "sales")
### THIS
    report = event.get("detail", {}).get("report", "sales")
