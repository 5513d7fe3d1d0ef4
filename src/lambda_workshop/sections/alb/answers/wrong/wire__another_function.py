"""expect: the targets of `inkwell-alb-shop`

Registers the function of the example.
"""
### INSTEAD OF
    FunctionName="inkwell-alb-shop",
### THIS
    FunctionName="inkwell-alb-hello",
### INSTEAD OF
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### THIS
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": hello}])
