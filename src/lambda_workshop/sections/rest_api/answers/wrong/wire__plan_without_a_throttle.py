"""expect: the plan limits nothing

A plan that limits nothing.
"""
### INSTEAD OF
    throttle={"rateLimit": 20, "burstLimit": 40},
### THIS
