"""expect: the targets of `inkwell-alb-shop`

Registers the function of the example.
"""

shop = alb.deploy("inkwell-alb-shop", handler, role=alb.role("inkwell-alb-shop-role"))
store = fresh_balancer("inkwell-alb-store")
group = fresh_group("inkwell-alb-shop", HealthCheckEnabled=True, HealthCheckPath="/health")
may_call = lam.add_permission(
    FunctionName="inkwell-alb-hello",
    StatementId=group.rpartition("/")[2],
    Action="lambda:InvokeFunction",
    Principal="elasticloadbalancing.amazonaws.com",
    SourceArn=group,
)
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": hello}])

nothing = {"StatusCode": "404", "ContentType": "text/plain", "MessageBody": "nothing here"}
listener = elb.create_listener(
    LoadBalancerArn=store,
    Protocol="HTTP",
    Port=80,
    DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": nothing}],
)["Listeners"][0]["ListenerArn"]
rule = elb.create_rule(
    ListenerArn=listener,
    Priority=10,
    Conditions=[
        {"Field": "host-header", "Values": ["shop.inkwell.localhost"]},
        {"Field": "path-pattern", "Values": ["/prices", "/logo.gif"]},
    ],
    Actions=[{"Type": "forward", "TargetGroupArn": group}],
)
