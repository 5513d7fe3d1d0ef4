"""Registers an alias, and lets the group call the alias."""
### INSTEAD OF
may_call = lam.add_permission(
    FunctionName="inkwell-alb-shop",
    StatementId=group.rpartition("/")[2],
    Action="lambda:InvokeFunction",
    Principal="elasticloadbalancing.amazonaws.com",
    SourceArn=group,
)
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])

### THIS
version = lam.publish_version(FunctionName="inkwell-alb-shop")["Version"]
alias = lam.create_alias(FunctionName="inkwell-alb-shop", Name="live", FunctionVersion=version)["AliasArn"]
lam.add_permission(
    FunctionName="inkwell-alb-shop",
    Qualifier="live",
    StatementId=group.rpartition("/")[2],
    Action="lambda:InvokeFunction",
    Principal="elasticloadbalancing.amazonaws.com",
    SourceArn=group,
)
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": alias}])

