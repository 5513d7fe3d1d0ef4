"""expect: the log has no single line

Returns, and leaves no trace in the log.
"""

from datetime import date, datetime, timedelta


def handler(event, context):
    if "day" in event:
        day = date.fromisoformat(event["day"])
    else:
        planned = datetime.strptime(event["time"], "%Y-%m-%dT%H:%M:%SZ")
        day = planned.date() - timedelta(days=1)
    report = event.get("report", "sales")
    return {"report": report, "day": str(day)}
