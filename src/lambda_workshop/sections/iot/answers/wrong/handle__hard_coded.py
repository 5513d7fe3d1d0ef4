"""expect: the verdict is

The example's verdict for every reading.
"""


def handler(event, context):
    return {"printer": "north", "level": "hot", "celsius": 41.5}
