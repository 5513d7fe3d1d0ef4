"""expect: so that somebody finds the message

Lets json's own error go.
"""
### INSTEAD OF
    try:
        placed = json.loads(message["Message"])
    except ValueError:
        raise ValueError(f"message {message['MessageId']} is not JSON") from None
### THIS
    placed = json.loads(message["Message"])
