"""expect: "units": 3

One piece for each item, however many were ordered.
"""
### INSTEAD OF
        pieces = sum(item.get("count", 1) for item in detail.get("items", []))
### THIS
        pieces = len(detail["items"])
