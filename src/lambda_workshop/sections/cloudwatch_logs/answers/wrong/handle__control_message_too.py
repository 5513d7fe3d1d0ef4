"""expect: the digest is

Takes the control message for a line.
"""
### INSTEAD OF
    if inside["messageType"] != "DATA_MESSAGE":
        return []
### THIS
