"""expect: ports with a listener: 8080

Listens where nobody asks.
"""
### INSTEAD OF
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### THIS
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### INSTEAD OF
    Port=80,
### THIS
    Port=8080,
