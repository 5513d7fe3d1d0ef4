"""expect: health checks are off

Health checks are off by default.
"""
### INSTEAD OF
group = fresh_group("inkwell-alb-shop", HealthCheckEnabled=True, HealthCheckPath="/health")
### THIS
group = fresh_group("inkwell-alb-shop")
### INSTEAD OF
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### THIS
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
