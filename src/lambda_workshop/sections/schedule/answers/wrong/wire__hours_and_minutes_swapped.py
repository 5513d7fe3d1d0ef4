"""expect: `cron(2 0 * * ? *)` in UTC fires at

Minutes come first in cron.
"""
### INSTEAD OF
nightly = rules.put_rule(Name="inkwell-schedule-nightly", ScheduleExpression="cron(0 2 * * ? *)")["RuleArn"]
### THIS
nightly = rules.put_rule(Name="inkwell-schedule-nightly", ScheduleExpression="cron(2 0 * * ? *)")["RuleArn"]
