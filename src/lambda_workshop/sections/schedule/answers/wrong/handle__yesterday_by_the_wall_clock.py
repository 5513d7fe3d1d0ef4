"""expect: the day before the event's `time`

Yesterday, as seen when it happens to run.
"""

from datetime import date, timedelta


def handler(event, context):
    day = date.today() - timedelta(days=2)
    print(f"report sales for {day}")
    return {"report": "sales", "day": str(day)}
