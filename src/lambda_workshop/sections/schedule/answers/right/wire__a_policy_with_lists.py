"""The trust by hand, with the confused deputy kept out, and a policy with lists."""

report = schedule.deploy("inkwell-schedule-report", handler, role=schedule.role("inkwell-schedule-report-role"))
nightly = rules.put_rule(Name="inkwell-schedule-nightly", ScheduleExpression="cron(0 2 * * ? *)")["RuleArn"]
let_rule_call("inkwell-schedule-report", nightly)
rules.put_targets(Rule="inkwell-schedule-nightly", Targets=[{"Id": "report", "Arn": report}])

clock = schedule.session.client("scheduler")
account = report.split(":")[4]
may_call = {"Effect": "Allow", "Action": ["lambda:InvokeFunction"], "Resource": [report, f"{report}:*"]}
clock_role = schedule.role("inkwell-schedule-clock-role", policies=[{"Statement": [may_call]}], service="scheduler")
trust = {
    "Effect": "Allow",
    "Principal": {"Service": ["scheduler.amazonaws.com"]},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"aws:SourceAccount": account}},
}
schedule.session.client("iam").update_assume_role_policy(
    RoleName="inkwell-schedule-clock-role",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
)
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
