"""expect: AWS would refuse it, and nobody would tell you

The rule fires, the function refuses, and nobody hears of it.
"""

report = schedule.deploy("inkwell-schedule-report", handler, role=schedule.role("inkwell-schedule-report-role"))
nightly = rules.put_rule(Name="inkwell-schedule-nightly", ScheduleExpression="cron(0 2 * * ? *)")["RuleArn"]
rules.put_targets(Rule="inkwell-schedule-nightly", Targets=[{"Id": "report", "Arn": report}])

clock = schedule.session.client("scheduler")
may_call = {"Action": "lambda:InvokeFunction", "Resource": report}
clock_role = schedule.role("inkwell-schedule-clock-role", policies=[may_call], service="scheduler")
clock.create_schedule(
    Name="inkwell-schedule-weekly",
    ScheduleExpression="cron(30 7 ? * MON *)",
    ScheduleExpressionTimezone="Europe/Prague",
    FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
    Target={
        "Arn": report,
        "RoleArn": clock_role,
        "Input": json.dumps({"report": "week", "time": "<aws.scheduler.scheduled-time>"}),
        "RetryPolicy": {"MaximumRetryAttempts": 3},
    },
)
