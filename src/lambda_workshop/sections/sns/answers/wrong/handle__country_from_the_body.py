"""expect: so this order gets no invoice

Looks for the country in the body.
"""
### INSTEAD OF
        raise ValueError(f"message {message['MessageId']} is not JSON") from None
### THIS
        raise ValueError(f"message {message['MessageId']} is no JSON") from None
### INSTEAD OF
        "country": attached.get("country", {}).get("Value", "AT"),
### THIS
        "country": placed["country"],
