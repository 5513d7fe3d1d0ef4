"""expect: the verdict is

Takes zero for no value.
"""


def handler(event, context):
    try:
        celsius = float(event["celsius"])
    except (KeyError, TypeError, ValueError):
        return {"printer": event["printer"], "level": "broken", "celsius": 0}
    level = "hot" if celsius >= 40 else "warm" if celsius > 30 else "ok"
    return {"printer": event["printer"], "level": level, "celsius": celsius}
