"""expect: the handler raised `KeyError

Looks for records, as other triggers have them.
"""


def handler(event, context):
    try:
        celsius = float(event["Records"][0]["celsius"])
    except (TypeError, ValueError):
        return {"printer": event["printer"], "level": "broken", "celsius": None}
    level = "hot" if celsius >= 40 else "warm" if celsius > 30 else "ok"
    return {"printer": event["printer"], "level": level, "celsius": celsius}
