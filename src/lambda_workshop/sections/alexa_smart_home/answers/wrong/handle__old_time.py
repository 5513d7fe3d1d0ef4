"""expect: which is long ago

Copied the time from an example.
"""
### INSTEAD OF
from datetime import UTC, datetime
### THIS
### INSTEAD OF
    now = {"timeOfSample": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "uncertaintyInMilliseconds": 0}
### THIS
    now = {"timeOfSample": "2024-05-01T12:00:00Z", "uncertaintyInMilliseconds": 0}
