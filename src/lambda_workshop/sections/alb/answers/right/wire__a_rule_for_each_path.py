"""One rule for each path, each with the host."""
### INSTEAD OF
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### THIS
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### INSTEAD OF
rule = elb.create_rule(
    ListenerArn=listener,
    Priority=10,
    Conditions=[
        {"Field": "host-header", "Values": ["shop.inkwell.localhost"]},
        {"Field": "path-pattern", "Values": ["/prices", "/logo.gif"]},
    ],
    Actions=[{"Type": "forward", "TargetGroupArn": group}],
)
### THIS
for number, path in enumerate(["/prices", "/logo.gif"]):
    elb.create_rule(
        ListenerArn=listener,
        Priority=number + 1,
        Conditions=[
            {"Field": "host-header", "Values": ["shop.inkwell.localhost"]},
            {"Field": "path-pattern", "Values": [path]},
        ],
        Actions=[{"Type": "forward", "TargetGroupArn": group}],
    )
