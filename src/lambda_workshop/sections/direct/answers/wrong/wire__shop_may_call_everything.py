"""expect: as well

A star in the place of the alias's ARN.
"""
### INSTEAD OF
may_call = {"Action": "lambda:InvokeFunction", "Resource": live}
### THIS
may_call = {"Action": "lambda:InvokeFunction", "Resource": "*"}
