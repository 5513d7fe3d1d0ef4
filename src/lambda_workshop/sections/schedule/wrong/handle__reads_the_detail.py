"""expect: it failed with `AttributeError

Takes the report from `detail`, which is a string when Scheduler sends it.
"""

from datetime import date, datetime, timedelta


def handler(event, context):
    if "day" in event:
        day = date.fromisoformat(event["day"])
    else:
        planned = datetime.strptime(event["time"], "%Y-%m-%dT%H:%M:%SZ")
        day = planned.date() - timedelta(days=1)
    report = event.get("detail", {}).get("report", "sales")
    print(f"report {report} for {day}")
    return {"report": report, "day": str(day)}
