"""The letter as people write it."""
### INSTEAD OF
cause = "b"
### THIS
cause = " B"
