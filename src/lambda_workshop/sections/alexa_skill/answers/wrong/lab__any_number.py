"""expect: `copies`

Takes any number of copies.
"""
### INSTEAD OF
    return int(text) if text.isdecimal() and 1 <= int(text) <= 500 else None
### THIS
    return int(text) if text.lstrip("-").isdecimal() else None
