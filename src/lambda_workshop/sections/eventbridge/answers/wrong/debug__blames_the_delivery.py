"""expect: was never accepted

Takes EventBridge for the culprit.
"""
### INSTEAD OF
cause = "b"
### THIS
cause = "d"
