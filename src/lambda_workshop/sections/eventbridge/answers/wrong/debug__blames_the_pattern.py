"""expect: Neither it nor the target changed

Takes the pattern for the culprit.
"""
### INSTEAD OF
cause = "b"
### THIS
cause = "a"
