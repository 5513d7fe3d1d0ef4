"""The trust by hand, with the confused deputy kept out, and a policy with lists."""
### INSTEAD OF
may_call = {"Action": "lambda:InvokeFunction", "Resource": report}
clock_role = schedule.role("inkwell-schedule-clock-role", policies=[may_call], service="scheduler")
### THIS
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
