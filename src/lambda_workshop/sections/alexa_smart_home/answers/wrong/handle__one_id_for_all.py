"""expect: was used before

Makes its message id once for an environment.
"""
### INSTEAD OF
from datetime import UTC, datetime
### THIS
from datetime import UTC, datetime

MESSAGE_ID = str(uuid.uuid4())
### INSTEAD OF
    header = {**sent, "namespace": "Alexa", "name": name, "messageId": str(uuid.uuid4())}
### THIS
    header = {**sent, "namespace": "Alexa", "name": name, "messageId": MESSAGE_ID}
