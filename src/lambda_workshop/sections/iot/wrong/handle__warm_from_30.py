"""expect: the verdict is

Takes thirty for warm.
"""


def handler(event, context):
    try:
        celsius = float(event["celsius"])
    except (KeyError, TypeError, ValueError):
        return {"printer": event["printer"], "level": "broken", "celsius": None}
    level = "hot" if celsius >= 40 else "warm" if celsius >= 30 else "ok"
    return {"printer": event["printer"], "level": level, "celsius": celsius}
