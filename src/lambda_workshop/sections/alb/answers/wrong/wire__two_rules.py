"""expect: answered 200

Two rules with one condition each, in the place of one with two.
"""
### INSTEAD OF
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### THIS
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### INSTEAD OF
rule = elb.create_rule(
    ListenerArn=listener,
    Priority=10,
    Conditions=[
### THIS
for number, condition in enumerate(
    [
### INSTEAD OF
    ],
    Actions=[{"Type": "forward", "TargetGroupArn": group}],
)
### THIS
    ]
):
    elb.create_rule(
        ListenerArn=listener,
        Priority=number + 1,
        Conditions=[condition],
        Actions=[{"Type": "forward", "TargetGroupArn": group}],
    )
