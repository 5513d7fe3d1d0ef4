"""expect: the handler made of it

The example's answer for every alarm.
"""


def handler(event, context):
    return {
        "alarm": "inkwell-alarm-failed-prints",
        "state": "ALARM",
        "was": "INSUFFICIENT_DATA",
        "function": None,
        "values": [4.0],
    }
