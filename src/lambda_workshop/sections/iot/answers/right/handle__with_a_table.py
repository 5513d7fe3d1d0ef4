"""Looks the level up in a table."""

LEVELS = ((40, True, "hot"), (30, False, "warm"), (-1000, True, "ok"))


def number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def handler(event, context):
    celsius = number(event.get("celsius"))
    verdict = {"printer": event["printer"], "level": "broken", "celsius": celsius}
    if celsius is not None:
        verdict["level"] = next(
            name for limit, included, name in LEVELS if celsius > limit or (included and celsius == limit)
        )
    return verdict
