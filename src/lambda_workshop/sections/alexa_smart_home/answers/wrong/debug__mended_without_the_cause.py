"""expect: "a": The handler does not know SetBrightness

Mends it by copying, and blames the handler.
"""
### INSTEAD OF
cause = "c"
### THIS
cause = "a"
