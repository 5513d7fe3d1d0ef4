"""expect: may close every function of the account

A right on every function, because it works.
"""
### INSTEAD OF
    "Resource": checkout_arn,
### THIS
    "Resource": "*",
