"""expect: :$LATEST` as well

A star after the function's ARN.
"""
### INSTEAD OF
may_call = {"Action": "lambda:InvokeFunction", "Resource": live}
### THIS
may_call = {"Action": "lambda:InvokeFunction", "Resource": live.replace(":live", ":*")}
