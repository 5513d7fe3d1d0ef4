"""Conditions and actions in their long forms, and the account beside the ARN."""
### INSTEAD OF
)
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### THIS
    SourceAccount=group.split(":")[4],
)
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### INSTEAD OF
        {"Field": "host-header", "Values": ["shop.inkwell.localhost"]},
        {"Field": "path-pattern", "Values": ["/prices", "/logo.gif"]},
    ],
    Actions=[{"Type": "forward", "TargetGroupArn": group}],
### THIS
        {"Field": "host-header", "HostHeaderConfig": {"Values": ["shop.inkwell.localhost"]}},
        {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/prices", "/logo.gif"]}},
    ],
    Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": group}]}}],
