"""expect: set the local time, and the customer's zone

Turns 10:00 into UTC by itself.
"""
### INSTEAD OF
from datetime import date, timedelta
### THIS
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo
### INSTEAD OF
    due = f"{date.fromisoformat(event['delivered']) + timedelta(days=3)}T10:00:00"
### THIS
    due = f"{date.fromisoformat(event['delivered']) + timedelta(days=3)}T10:00:00"
    there = datetime.fromisoformat(due).replace(tzinfo=ZoneInfo(event["zone"]))
### INSTEAD OF
        "ScheduleExpression": f"at({due})",
        "ScheduleExpressionTimezone": event["zone"],
### THIS
        "ScheduleExpression": f"at({there.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
        "ScheduleExpressionTimezone": "UTC",
