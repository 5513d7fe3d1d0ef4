"""Says the reason too."""
### INSTEAD OF
import json
### THIS
import json
from http import HTTPStatus
### INSTEAD OF
        "statusCode": status,
### THIS
        "statusCode": status,
        "statusDescription": f"{status} {HTTPStatus(status).phrase}",
