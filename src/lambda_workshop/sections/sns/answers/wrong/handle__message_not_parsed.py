"""expect: the handler raised `TypeError

Takes the message for an object.
"""
### INSTEAD OF
        placed = json.loads(message["Message"])
    except ValueError:
        raise ValueError(f"message {message['MessageId']} is not JSON") from None
### THIS
        placed = message["Message"]
    except ValueError:
        raise ValueError(f"message {message['MessageId']} is no JSON") from None
