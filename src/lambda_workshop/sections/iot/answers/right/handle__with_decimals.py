"""Reads the numbers as decimals."""

from decimal import Decimal, InvalidOperation


def handler(event, context):
    try:
        celsius = Decimal(str(event["celsius"]))
    except (KeyError, InvalidOperation):
        return {"printer": event["printer"], "level": "broken", "celsius": None}
    level = "ok"
    if celsius > 30:
        level = "warm"
    if celsius >= 40:
        level = "hot"
    return {"printer": event["printer"], "level": level, "celsius": float(celsius)}
