"""expect: all lines of this event are lost

Breaks on a line that is no JSON.
"""
### INSTEAD OF
        try:
            paid = json.loads(item["message"])
            entry = {"order": paid["orderId"], "reason": paid["status"]}
        except (ValueError, KeyError, TypeError):
            entry = {"order": None, "reason": item["message"][:80]}
### THIS
        paid = json.loads(item["message"])
        entry = {"order": paid["orderId"], "reason": paid["status"]}
