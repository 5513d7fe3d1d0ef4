"""expect: the handler raised `KeyError: 'httpMethod'`

Looks for method and path where format 1.0 has them.
"""

import json

CENTS = {"A5": 15, "A4": 25, "A3": 60}


def handler(event, context):
    if event["httpMethod"] == "GET" and event["path"].startswith("/prices/"):
        paper, copies = event["pathParameters"]["paper"], int((event["queryStringParameters"] or {}).get("copies", 1))
        return {
            "statusCode": 200,
            "body": json.dumps({"paper": paper, "copies": copies, "cents": CENTS[paper] * copies}),
        }
    return {"statusCode": 404}
