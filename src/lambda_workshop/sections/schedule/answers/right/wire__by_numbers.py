"""Another way to write both expressions, a smaller window, no retries, more in the input."""
### INSTEAD OF
nightly = rules.put_rule(Name="inkwell-schedule-nightly", ScheduleExpression="cron(0 2 * * ? *)")["RuleArn"]
### THIS
nightly = rules.put_rule(Name="inkwell-schedule-nightly", ScheduleExpression="cron(0 2 ? * 1-7 *)")["RuleArn"]
### INSTEAD OF
    "ScheduleExpression": "cron(30 7 ? * MON *)",
    "ScheduleExpressionTimezone": "Europe/Prague",
    "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
### THIS
    "ScheduleExpression": "cron(30 7 ? 1-12 2 2020-2199)",
    "ScheduleExpressionTimezone": "Europe/Prague",
    "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 5},
### INSTEAD OF
        "Input": json.dumps({"report": "week", "time": "<aws.scheduler.scheduled-time>"}),
        "RetryPolicy": {"MaximumRetryAttempts": 3},
### THIS
        "Input": json.dumps(
            {"report": "week", "try": "<aws.scheduler.attempt-number>", "time": "<aws.scheduler.scheduled-time>"}
        ),
        "RetryPolicy": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 3600},
