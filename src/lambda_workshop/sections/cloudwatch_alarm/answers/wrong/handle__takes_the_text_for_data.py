"""expect: the handler raised

Takes reasonData for an object.
"""
### INSTEAD OF
    reason = json.loads(data["state"].get("reasonData", "{}"))
### THIS
    reason = data["state"].get("reasonData", {})
