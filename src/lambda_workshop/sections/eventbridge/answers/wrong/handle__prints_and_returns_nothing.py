"""expect: the line is `null`

Prints the line instead of returning it.
"""


def handler(event, context):
    print({"kind": "order", "ref": "A-1042", "units": 3})
