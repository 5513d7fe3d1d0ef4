"""expect: that very day, and not the one before it

Takes a day off, also when somebody asked for that day.
"""

from datetime import date, datetime, timedelta


def handler(event, context):
    if "day" in event:
        day = date.fromisoformat(event["day"]) - timedelta(days=1)
    else:
        planned = datetime.strptime(event["time"], "%Y-%m-%dT%H:%M:%SZ")
        day = planned.date() - timedelta(days=1)
    report = event.get("report", "sales")
    print(f"report {report} for {day}")
    return {"report": report, "day": str(day)}
