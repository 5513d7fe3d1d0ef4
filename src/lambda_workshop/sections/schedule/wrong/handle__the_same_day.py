"""expect: it answered `{"report": "sales", "day": "2026-11-24"}`

The day of the event's time, which has hardly begun.
"""

from datetime import date, datetime


def handler(event, context):
    if "day" in event:
        day = date.fromisoformat(event["day"])
    else:
        planned = datetime.strptime(event["time"], "%Y-%m-%dT%H:%M:%SZ")
        day = planned.date()
    report = event.get("report", "sales")
    print(f"report {report} for {day}")
    return {"report": report, "day": str(day)}
