"""expect: a customer is named in the log

Prints the event, to see what comes.
"""
### INSTEAD OF
def handler(event, context):
### THIS
def handler(event, context):
    print(event)
### INSTEAD OF
        raise ValueError(f"message {message['MessageId']} is not JSON") from None
### THIS
        raise ValueError(f"message {message['MessageId']} is no JSON") from None
