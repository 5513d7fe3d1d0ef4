"""expect: `host-header` of the rule: not asked

Looks at the path alone.
"""
### INSTEAD OF
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### THIS
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### INSTEAD OF
        {"Field": "host-header", "Values": ["shop.inkwell.localhost"]},
### THIS
