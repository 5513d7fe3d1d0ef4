"""Load balancers on the backend under test: made with boto3, reached over HTTP, read in their functions' logs."""

from __future__ import annotations

import http.client
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deployed import Deployed, deploy, eventually, log_exists

if TYPE_CHECKING:
    from localstack_client.session import Session

TELLS = (
    "import json\n"
    "def handler(event, context):\n"
    "    print('event', json.dumps(event))\n"
    "    return {'statusCode': 200, 'headers': {'content-type': 'text/plain'}, 'body': context.function_name}\n"
)
"""A function that tells its log what it was called with, and answers with its name."""
PRINCIPAL = "elasticloadbalancing.amazonaws.com"
BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(frozen=True)
class Answer:
    """What a client got; header names are in lower case."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """The header's only value."""
        (value,) = [value for key, value in self.headers if key == name]
        return value


@dataclass
class Balancer:
    """An application load balancer with a listener on port 80 whose default action answers 404."""

    session: Session
    account: str
    endpoint_url: str
    name: str
    arn: str
    listener: str

    @property
    def elb(self) -> Any:
        """Elastic Load Balancing."""
        return self.session.client("elbv2")

    def function(self, name: str, source: str = TELLS) -> Deployed:
        """A function."""
        return deploy(self.session, self.account, source, name=name, Timeout=10)

    def group(self, name: str, function: Deployed | None = None, **options: Any) -> str:
        """A target group, with the function as its target; returns its ARN."""
        made = self.elb.create_target_group(Name=name, TargetType="lambda", **options)
        arn = str(made["TargetGroups"][0]["TargetGroupArn"])
        if function is not None:
            self.permit(function, arn)
            self.elb.register_targets(TargetGroupArn=arn, Targets=[{"Id": self.arn_of(function)}])
        return arn

    def arn_of(self, function: Deployed) -> str:
        """The function's ARN."""
        return f"arn:aws:lambda:us-east-1:{self.account}:function:{function.name}"

    def permit(self, function: Deployed, group: str) -> None:
        """Let the target group call the function."""
        function.functions.add_permission(
            FunctionName=function.name,
            StatementId=f"elb-{secrets.token_hex(4)}",
            Action="lambda:InvokeFunction",
            Principal=PRINCIPAL,
            SourceArn=group,
        )

    def serve(self, source: str = TELLS, *, many: bool = False, **options: Any) -> Deployed:
        """A function that gets every request no rule takes."""
        function = self.function("shop", source)
        group = self.group("shop", function, **options)
        if many:
            self.elb.modify_target_group_attributes(
                TargetGroupArn=group, Attributes=[{"Key": "lambda.multi_value_headers.enabled", "Value": "true"}]
            )
        self.default({"Type": "forward", "TargetGroupArn": group})
        return function

    def default(self, action: dict[str, Any]) -> None:
        """What happens to requests that no rule takes."""
        self.elb.modify_listener(ListenerArn=self.listener, DefaultActions=[action])

    def rule(self, priority: int, *conditions: dict[str, Any], text: str = "rule") -> str:
        """A rule that answers the requests that it takes with a text; returns its ARN."""
        made = self.elb.create_rule(
            ListenerArn=self.listener, Priority=priority, Conditions=list(conditions), Actions=[fixed(text)]
        )
        return str(made["Rules"][0]["RuleArn"])

    def get(
        self,
        path: str = "/",
        method: str = "GET",
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        port: int | None = None,
    ) -> Answer:
        """The answer to a request that is sent exactly so."""
        host = self.endpoint_url.partition("://")[2]
        connection = http.client.HTTPConnection(host, timeout=20)
        place = self.name if port is None else f"{self.name}:{port}"
        connection.putrequest(
            method,
            f"/_alb/{place}{path}",
            skip_host=any(name.lower() == "host" for name, _value in headers),
            skip_accept_encoding=True,
        )
        for name, value in headers:
            connection.putheader(name, value)
        if body:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        found = Answer(answer.status, [(key.lower(), value) for key, value in answer.getheaders()], answer.read())
        connection.close()
        return found

    def events(self, function: Deployed) -> list[dict[str, Any]]:
        """What the function was called with so far."""
        lines = [line for stream in function.streams().values() for line in stream] if log_exists(function) else []
        return [json.loads(line.removeprefix("event ")) for line in lines if line.startswith("event ")]

    def event(self, function: Deployed) -> dict[str, Any]:
        """The first event, waiting for it."""
        eventually(lambda: bool(self.events(function)), "the function's event")
        return self.events(function)[0]


def fixed(text: str, status: str = "200", kind: str = "text/plain") -> dict[str, Any]:
    """An action that answers with a text."""
    config = {"StatusCode": status, "ContentType": kind, "MessageBody": text}
    return {"Type": "fixed-response", "FixedResponseConfig": config}


def subnets(session: Session, count: int = 2) -> list[str]:
    """The ids of the default network's subnets, each in a zone of its own."""
    found = session.client("ec2").describe_subnets()["Subnets"]
    by_zone = {subnet["AvailabilityZone"]: str(subnet["SubnetId"]) for subnet in found}
    return list(by_zone.values())[:count]


def balancer(session: Session, account: str, endpoint_url: str) -> Balancer:
    """Make one."""
    elb, name = session.client("elbv2"), f"shop-{secrets.token_hex(4)}"
    made = elb.create_load_balancer(Name=name, Subnets=subnets(session))["LoadBalancers"][0]
    arn = str(made["LoadBalancerArn"])
    listener = elb.create_listener(
        LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=[fixed("nothing here", "404")]
    )["Listeners"][0]["ListenerArn"]
    return Balancer(session, account, endpoint_url, name, arn, listener)
