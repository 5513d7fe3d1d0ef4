"""expect: `cron(30 6 ? * MON *)` in UTC fires at

07:30 in Prague, as long as it is winter.
"""
### INSTEAD OF
    "ScheduleExpression": "cron(30 7 ? * MON *)",
    "ScheduleExpressionTimezone": "Europe/Prague",
### THIS
    "ScheduleExpression": "cron(30 6 ? * MON *)",
