"""expect: Invalid lambda function output

Forgets the event.
"""
### INSTEAD OF
    return event
### THIS
