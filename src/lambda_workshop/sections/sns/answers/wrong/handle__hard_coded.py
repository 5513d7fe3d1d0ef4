"""expect: the invoice is

The same invoice for every order.
"""


def handler(event, context):
    return {"order": "A-1042", "cents": 1700, "country": "AT", "tags": []}
