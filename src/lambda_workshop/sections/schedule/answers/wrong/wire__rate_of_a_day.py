"""expect: `rate(1 day)` in UTC fires at

Once a day, at the hour at which somebody made the rule.
"""
### INSTEAD OF
nightly = rules.put_rule(Name="inkwell-schedule-nightly", ScheduleExpression="cron(0 2 * * ? *)")["RuleArn"]
### THIS
nightly = rules.put_rule(Name="inkwell-schedule-nightly", ScheduleExpression="rate(1 day)")["RuleArn"]
