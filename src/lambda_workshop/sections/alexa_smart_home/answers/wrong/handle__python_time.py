"""expect: Python's isoformat()

Writes the time as Python does.
"""
### INSTEAD OF
    now = {"timeOfSample": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "uncertaintyInMilliseconds": 0}
### THIS
    now = {"timeOfSample": datetime.now(UTC).isoformat(), "uncertaintyInMilliseconds": 0}
