"""expect: no cause was named

Mended, and no cause named.
"""
### INSTEAD OF
cause = "b"
### THIS
cause = None
