"""expect: the same answer for `aws.scheduler` as for `aws.events`

Knows the events of rules, and no others.
"""

from datetime import date, datetime, timedelta


def handler(event, context):
    if event.get("source", "aws.events") != "aws.events":
        raise ValueError("not a scheduled event")
    if "day" in event:
        day = date.fromisoformat(event["day"])
    else:
        planned = datetime.strptime(event["time"], "%Y-%m-%dT%H:%M:%SZ")
        day = planned.date() - timedelta(days=1)
    report = event.get("report", "sales")
    print(f"report {report} for {day}")
    return {"report": report, "day": str(day)}
