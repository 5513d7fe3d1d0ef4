"""expect: Lambda takes this for success

Answers nothing when the message is no JSON.
"""
### INSTEAD OF
        raise ValueError(f"message {message['MessageId']} is not JSON") from None
### THIS
        return None
