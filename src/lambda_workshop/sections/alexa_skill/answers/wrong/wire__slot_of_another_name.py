"""expect: uses the slot `number`, which the intent has not

The samples name a slot that the intent does not have.
"""
### INSTEAD OF
number = {"name": "number", "type": "AMAZON.NUMBER"}
### THIS
number = {"name": "order", "type": "AMAZON.NUMBER"}
