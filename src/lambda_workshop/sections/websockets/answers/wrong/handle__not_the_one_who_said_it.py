"""expect: the sender heard nothing

Everybody but the sender.
"""
### INSTEAD OF
    for item in found:
### THIS
    for item in found if text is None else [item for item in found if item != me]:
