"""expect: the invoice is

Leaves the tags a text.
"""
### INSTEAD OF
        raise ValueError(f"message {message['MessageId']} is not JSON") from None
### THIS
        raise ValueError(f"message {message['MessageId']} is no JSON") from None
### INSTEAD OF
        "tags": json.loads(attached["tags"]["Value"]) if "tags" in attached else [],
### THIS
        "tags": attached["tags"]["Value"] if "tags" in attached else [],
