"""expect: any target group of anybody may invoke `inkwell-alb-shop`

The permission names nobody.
"""
### INSTEAD OF
    SourceArn=group,
)
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### THIS
)
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
