"""expect: the handler raised

Breaks on numbers that came as texts.
"""


def handler(event, context):
    try:
        celsius = event["celsius"] + 0.0
    except KeyError:
        return {"printer": event["printer"], "level": "broken", "celsius": None}
    level = "hot" if celsius >= 40 else "warm" if celsius > 30 else "ok"
    return {"printer": event["printer"], "level": level, "celsius": celsius}
