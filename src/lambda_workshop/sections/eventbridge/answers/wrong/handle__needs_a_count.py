"""expect: KeyError: 'count'

Breaks on an item without a count.
"""
### INSTEAD OF
        pieces = sum(item.get("count", 1) for item in detail.get("items", []))
### THIS
        pieces = sum(item["count"] for item in detail.get("items", []))
