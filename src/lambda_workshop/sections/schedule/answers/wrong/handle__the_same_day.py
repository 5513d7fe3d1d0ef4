"""expect: it answered `{"report": "sales", "day": "2026-11-24"}`

The day of the event's time, which has hardly begun.
"""
### INSTEAD OF
from datetime import date, datetime, timedelta
### THIS
from datetime import date, datetime
### INSTEAD OF
        day = planned.date() - timedelta(days=1)
### THIS
        day = planned.date()
