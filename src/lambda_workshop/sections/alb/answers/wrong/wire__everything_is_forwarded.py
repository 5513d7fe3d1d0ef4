"""expect: what no rule takes is answered by `forward`

The default action calls the function too.
"""
### INSTEAD OF
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### THIS
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### INSTEAD OF
    DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": nothing}],
### THIS
    DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
