"""expect: the sum is

Adds the new image, whatever was there before.
"""
### INSTEAD OF
            revenue += cents(change.get("NewImage", {})) - cents(change.get("OldImage", {}))
### THIS
            revenue += cents(change.get("NewImage", {}))
