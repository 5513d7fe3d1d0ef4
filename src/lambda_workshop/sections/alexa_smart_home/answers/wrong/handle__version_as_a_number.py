"""expect: `payloadVersion` is 3, and Alexa expects the text "3"

Writes the version as a number.
"""
### INSTEAD OF
    header = {**sent, "namespace": "Alexa", "name": name, "messageId": str(uuid.uuid4())}
### THIS
    header = {**sent, "namespace": "Alexa", "name": name, "messageId": str(uuid.uuid4()), "payloadVersion": 3}
