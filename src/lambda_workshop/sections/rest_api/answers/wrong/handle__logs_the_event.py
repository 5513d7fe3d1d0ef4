"""expect: who reads it may order in the customer's name

Prints the whole event.
"""
### INSTEAD OF
def handler(event, context):
### THIS
def handler(event, context):
    print(json.dumps(event))
