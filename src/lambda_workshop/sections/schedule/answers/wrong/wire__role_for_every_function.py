"""expect: which no clock needs

The role may call everything.
"""
### INSTEAD OF
may_call = {"Action": "lambda:InvokeFunction", "Resource": report}
### THIS
may_call = {"Action": "lambda:InvokeFunction", "Resource": "*"}
