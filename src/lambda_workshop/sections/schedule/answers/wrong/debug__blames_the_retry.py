"""expect: A retry has the same RequestId

Everything mended, and the wrong cause.
"""
### INSTEAD OF
cause = "b"
### THIS
cause = "a"
