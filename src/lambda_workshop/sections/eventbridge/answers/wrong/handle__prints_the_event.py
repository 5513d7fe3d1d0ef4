"""expect: address of somebody

Prints the whole event, with whoever wrote it.
"""
### INSTEAD OF
def handler(event, context):
### THIS
def handler(event, context):
    print(event)
