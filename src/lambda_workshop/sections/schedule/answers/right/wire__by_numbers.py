"""Another way to write both expressions, a smaller window, no retries, more in the input."""

report = schedule.deploy("inkwell-schedule-report", handler, role=schedule.role("inkwell-schedule-report-role"))
nightly = rules.put_rule(Name="inkwell-schedule-nightly", ScheduleExpression="cron(0 2 ? * 1-7 *)")["RuleArn"]
let_rule_call("inkwell-schedule-report", nightly)
rules.put_targets(Rule="inkwell-schedule-nightly", Targets=[{"Id": "report", "Arn": report}])

clock = schedule.session.client("scheduler")
may_call = {"Action": "lambda:InvokeFunction", "Resource": report}
clock_role = schedule.role("inkwell-schedule-clock-role", policies=[may_call], service="scheduler")
clock.create_schedule(
    Name="inkwell-schedule-weekly",
    ScheduleExpression="cron(30 7 ? 1-12 2 2020-2199)",
    ScheduleExpressionTimezone="Europe/Prague",
    FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 5},
    Target={
        "Arn": report,
        "RoleArn": clock_role,
        "Input": json.dumps(
            {"report": "week", "try": "<aws.scheduler.attempt-number>", "time": "<aws.scheduler.scheduled-time>"}
        ),
        "RetryPolicy": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 3600},
    },
)
