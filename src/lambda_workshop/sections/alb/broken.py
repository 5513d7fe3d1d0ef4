"""What `alb.debug.start()` puts in place: a status page whose path was mended when it moved, and its answer was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lambda_workshop.cloud import Cloud, addresses, cleanup, deploying, functions, load_balancers, logs, web

ROOM = "inkwell-alb-debug"
BALANCER, GROUP, FUNCTION, ROLE = ROOM, f"{ROOM}-status", f"{ROOM}-status", f"{ROOM}-role"
ORDERS: dict[str, dict[str, Any]] = {
    "o-1042": {"status": "printing", "copies": 12, "paper": "A4"},
    "o-2077": {"status": "shipped", "copies": 3, "paper": "A3"},
    "o-3110": {"status": "paid", "copies": 250, "paper": "A5"},
}
BROKEN = Path(__file__).with_name("broken_status.py")
"""The function as it runs behind the load balancer; the lesson shows it."""


def put_in_place(cloud: Cloud) -> list[tuple[str, str]]:
    """Build it anew and let one customer fail; returns the rows to show.

    Raises:
        TimedOut: the function did not run, which is the workshop's fault and not the learner's.
    """
    cleanup.remove(cloud, (ROOM,), ("lambda", "elbv2", "iam", "logs"))
    since = logs.now_ms()
    package = functions.zip_of({"index.py": BROKEN.read_text("utf-8")})
    role = deploying.role(cloud, ROLE)
    arn = deploying.deploy(cloud, FUNCTION, package, handler="index.handler", role_arn=role)
    put_before(cloud, BALANCER, GROUP, FUNCTION, arn)
    url = addresses.address(cloud, BALANCER, "/status/o-1042", kind="load balancer")
    reply = web.request(url)
    logs.wait_for(cloud, FUNCTION, "REPORT", since_ms=since, timeout=10)
    return [
        ("load balancer", BALANCER),
        ("function", FUNCTION),
        ("try it", url),
        ("what a customer gets", f"{reply.status} {' '.join(reply.text.split())}"),
    ]


def put_before(cloud: Cloud, name: str, group_name: str, function: str, arn: str) -> str:
    """A load balancer that forwards all requests of port 80 to the function; returns its target group's ARN."""
    elb = cloud.client("elbv2")
    group = str(elb.create_target_group(Name=group_name, TargetType="lambda")["TargetGroups"][0]["TargetGroupArn"])
    cloud.client("lambda").add_permission(
        FunctionName=function,
        StatementId="load-balancer",
        Action="lambda:InvokeFunction",
        Principal=load_balancers.SERVICE,
        SourceArn=group,
    )
    elb.register_targets(TargetGroupArn=group, Targets=[{"Id": arn}])
    made = elb.create_load_balancer(Name=name, Subnets=load_balancers.subnets(cloud))
    elb.create_listener(
        LoadBalancerArn=made["LoadBalancers"][0]["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )
    return group
