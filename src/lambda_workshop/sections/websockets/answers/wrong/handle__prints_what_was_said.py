"""expect: the log holds

The event in the log, and with it all that customers say.
"""
### INSTEAD OF
def handler(event, context):
### THIS
def handler(event, context):
    print(event)
