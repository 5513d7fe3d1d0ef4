"""expect: `messageId` is the directive's own

Sends the id of the directive back.
"""
### INSTEAD OF
import uuid
### THIS
### INSTEAD OF
    header = {**sent, "namespace": "Alexa", "name": name, "messageId": str(uuid.uuid4())}
### THIS
    header = {**sent, "namespace": "Alexa", "name": name}
