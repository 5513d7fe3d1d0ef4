"""expect: the sender heard nothing

What it does not understand it ignores.
"""
### INSTEAD OF
    found, message = [me], {"error": 'send {"action": "say", "text": "..."}'}
### THIS
    found, message = [], {}
