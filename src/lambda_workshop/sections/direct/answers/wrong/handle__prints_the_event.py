"""expect: the log holds a customer's data

Prints the whole event, the customer included.
"""
### INSTEAD OF
def handler(event, context):
### THIS
def handler(event, context):
    print(event)
