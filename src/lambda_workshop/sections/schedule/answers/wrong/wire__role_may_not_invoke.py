"""expect: may not call the function, and the schedule fails in silence

Scheduler may assume the role, and the role may nothing.
"""
### INSTEAD OF
clock_role = schedule.role("inkwell-schedule-clock-role", policies=[may_call], service="scheduler")
### THIS
clock_role = schedule.role("inkwell-schedule-clock-role", policies=[], service="scheduler")
