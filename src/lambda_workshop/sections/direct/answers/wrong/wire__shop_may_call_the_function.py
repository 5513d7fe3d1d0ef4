"""expect: the function without the alias it may call

The function's ARN does not cover its alias.
"""
### INSTEAD OF
may_call = {"Action": "lambda:InvokeFunction", "Resource": live}
### THIS
may_call = {"Action": "lambda:InvokeFunction", "Resource": live.removesuffix(":live")}
