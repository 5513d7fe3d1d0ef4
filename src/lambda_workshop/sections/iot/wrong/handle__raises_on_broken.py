"""expect: the handler raised `KeyError

Breaks on a reading without a value.
"""


def handler(event, context):
    try:
        celsius = float(event["celsius"])
    except (TypeError, ValueError):
        return {"printer": event["printer"], "level": "broken", "celsius": None}
    level = "hot" if celsius >= 40 else "warm" if celsius > 30 else "ok"
    return {"printer": event["printer"], "level": level, "celsius": celsius}
