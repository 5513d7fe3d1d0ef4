"""expect: `correlationToken` is missing

Builds the header without the token.
"""
### INSTEAD OF
    header = {**sent, "namespace": "Alexa", "name": name, "messageId": str(uuid.uuid4())}
### THIS
    header = {"payloadVersion": "3", "namespace": "Alexa", "name": name, "messageId": str(uuid.uuid4())}
