"""expect: the handler raised

A composite alarm has no metrics.
"""
### INSTEAD OF
    metrics = data["configuration"].get("metrics") or [{}]
### THIS
    metrics = data["configuration"]["metrics"]
