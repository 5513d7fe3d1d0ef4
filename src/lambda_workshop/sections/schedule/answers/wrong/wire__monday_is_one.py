"""expect: `cron(30 7 ? * 1 *)` in Europe/Prague fires at

Day 1 is Sunday.
"""
### INSTEAD OF
    "ScheduleExpression": "cron(30 7 ? * MON *)",
### THIS
    "ScheduleExpression": "cron(30 7 ? * 1 *)",
