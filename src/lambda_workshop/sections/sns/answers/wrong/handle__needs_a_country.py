"""expect: KeyError: 'country'

Breaks where the attribute is missing.
"""
### INSTEAD OF
        raise ValueError(f"message {message['MessageId']} is not JSON") from None
### THIS
        raise ValueError(f"message {message['MessageId']} is no JSON") from None
### INSTEAD OF
        "country": attached.get("country", {}).get("Value", "AT"),
### THIS
        "country": attached["country"]["Value"],
