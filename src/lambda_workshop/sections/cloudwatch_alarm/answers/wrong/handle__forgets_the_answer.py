"""expect: the handler made of it `null`

Prints what changed, and returns nothing.
"""


def handler(event, context):
    print(event["alarmData"]["alarmName"] if "alarmData" in event else "another form")
