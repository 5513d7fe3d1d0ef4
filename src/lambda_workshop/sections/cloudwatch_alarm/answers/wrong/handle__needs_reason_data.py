"""expect: KeyError: 'reasonData'

Breaks on an alarm that was set by hand.
"""
### INSTEAD OF
    reason = json.loads(data["state"].get("reasonData", "{}"))
### THIS
    reason = json.loads(data["state"]["reasonData"])
