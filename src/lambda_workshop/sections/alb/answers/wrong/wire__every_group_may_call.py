"""expect: lets other target groups call the function too

The permission names nobody.
"""
### INSTEAD OF
    SourceArn=group,
)
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### THIS
)
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
