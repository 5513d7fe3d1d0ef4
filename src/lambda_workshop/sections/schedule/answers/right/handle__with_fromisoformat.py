"""Reads the time as an aware datetime, and the line goes through logging's older brother."""

from datetime import datetime, timedelta


def handler(event, context):
    if event.get("day"):
        day = datetime.fromisoformat(event["day"] + "T00:00:00")
    else:
        day = datetime.fromisoformat(event["time"].replace("Z", "+00:00")) - timedelta(hours=24)
    answer = {"day": day.date().isoformat(), "report": event.get("report") or "sales"}
    print("report", answer["report"], "for", answer["day"])
    return answer
