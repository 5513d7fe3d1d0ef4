"""expect: Scheduler may not assume the role

The role is handed to Lambda afterwards.
"""
### ADD
trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
schedule.session.client("iam").update_assume_role_policy(
    RoleName="inkwell-schedule-clock-role",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
)
