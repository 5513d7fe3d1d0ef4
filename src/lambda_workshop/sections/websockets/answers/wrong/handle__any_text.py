"""expect: the sender heard `{"from"

A number is said like a text.
"""
### INSTEAD OF
    if text and isinstance(text, str):
### THIS
    if text:
