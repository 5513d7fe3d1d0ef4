"""Inkwell's site behind CloudFront: its functions, its bucket, its distribution, and the edge that serves it."""

from __future__ import annotations

import base64
import http.server
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from deployed import deploy

from lambda_workshop.backends import Backend
from lambda_workshop.cloud import Cloud, deploying
from lambda_workshop.simulators.edge import Edge

if TYPE_CHECKING:
    from localstack_client.session import Session

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
ROLE = "inkwell-edge"
SOURCE = """
import json

def handler(event, context):
    cf = event["Records"][0]["cf"]
    request, response = cf["request"], cf.get("response")
    kind = cf["config"]["eventType"]
{body}
    return response or request
"""
"""A function whose body works on `request`, `response` and `kind`; without a return it lets everything go on."""
SCRIPTED = """
    import base64
    given = request["headers"].get("x-script")
    scripts = json.loads(base64.b64decode(given[0]["value"])) if given else {}
    scope = {"request": request, "response": response, "result": response or request, "event": event, "json": json}
    exec(scripts.get(kind, ""), scope)
    return scope["result"]
"""
"""A body that does what the viewer's X-Script header says for the event: a script may change `request` or `response`,
and may set `result`."""


def scripted(**by_event: str) -> dict[str, str]:
    """The header that makes the scripted function do this: `viewer_request="request['uri'] = '/x'"` and so on."""
    scripts = {event.replace("_", "-"): script for event, script in by_event.items()}
    return {"X-Script": base64.b64encode(json.dumps(scripts).encode()).decode()}


def items(*found: Any) -> dict[str, Any]:
    """A list as CloudFront's API writes it."""
    return {"Quantity": len(found), "Items": list(found)}


def edge_role(session: Session, *services: str) -> str:
    """The ARN of a role that Lambda and its edge may assume, unless other services are named."""
    cloud = Cloud(session)
    arn = deploying.role(cloud, ROLE)
    trust(session, *(services or ("lambda.amazonaws.com", "edgelambda.amazonaws.com")))
    return arn


def trust(session: Session, *services: str) -> None:
    """Let these services, and no others, assume the role."""
    statement = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    session.client("iam").update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(document))


def publish(session: Session, account: str, body: str, name: str = "inkwell-edge", **more: Any) -> str:
    """The ARN of version 1 of a function with this body."""
    settings = {"Role": edge_role(session), "Timeout": 5, **more}
    deploy(session, account, SOURCE.format(body=body), name=name, **settings)
    return str(session.client("lambda").publish_version(FunctionName=name)["FunctionArn"])


def functions(**by_event: str) -> dict[str, Any]:
    """LambdaFunctionAssociations: `viewer_request=ARN` and so on; `ARN+body` asks for the body."""
    return items(
        *(
            {
                "EventType": event.replace("_", "-"),
                "LambdaFunctionARN": arn.removesuffix("+body"),
                "IncludeBody": arn.endswith("+body"),
            }
            for event, arn in by_event.items()
        )
    )


def s3_origin(bucket: str, **more: Any) -> dict[str, Any]:
    """The shop's bucket, read under an origin access control."""
    return {
        "Id": "site",
        "DomainName": f"{bucket}.s3.us-east-1.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
        "OriginAccessControlId": "E2QWRUHAPOMQZL",
        **more,
    }


def custom_origin(port: int, **more: Any) -> dict[str, Any]:
    """A server on this machine."""
    config = {
        "HTTPPort": port,
        "HTTPSPort": 443,
        "OriginProtocolPolicy": "http-only",
        "OriginSslProtocols": items("TLSv1.2"),
        "OriginReadTimeout": 30,
        "OriginKeepaliveTimeout": 5,
    }
    return {"Id": "shop", "DomainName": "localhost", "CustomOriginConfig": {**config, **more}}


def behaviour(origin: str = "shop", cache: str = CACHING_OPTIMIZED, **more: Any) -> dict[str, Any]:
    """A cache behaviour."""
    return {"TargetOriginId": origin, "ViewerProtocolPolicy": "redirect-to-https", "CachePolicyId": cache, **more}


def all_four(arn: str) -> dict[str, Any]:
    """The same function at every event."""
    return functions(viewer_request=arn, origin_request=arn, origin_response=arn, viewer_response=arn)


def config(*origins: dict[str, Any], default: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A DistributionConfig."""
    return {
        "CallerReference": "inkwell",
        "Comment": "inkwell-site",
        "Enabled": True,
        "Origins": items(*origins),
        "DefaultCacheBehavior": default,
        **more,
    }


@dataclass
class Clock:
    """A clock for the cache, which a test moves."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


def open_edge(backend: Backend, session: Session, wanted: Mapping[str, Any], clock: Clock, **policies: Any) -> Edge:
    """The edge of a new distribution: read from CloudFront, or from the dictionary where there is no CloudFront."""
    if backend.name != "embedded" or policies:
        return Edge(session, wanted, now=clock, **policies)
    made = session.client("cloudfront").create_distribution(DistributionConfig=wanted)
    return Edge.of(session, made["Distribution"]["Id"], now=clock)


@dataclass
class Shop:
    """A server whose answers a test chooses. `requests` is what it was asked: method, path, headers, body."""

    port: int = 0
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    answer: Callable[[str], tuple[int, dict[str, str], bytes]] = lambda path: (200, {}, f"shop {path}".encode())


@contextmanager
def running_shop() -> Iterator[Shop]:
    """A shop that answers until the block ends."""
    shop = Shop()

    class Handler(http.server.BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            shop.requests.append((self.command, self.path, headers, body))
            status, extra, content = shop.answer(self.path)
            self.send_response(status)
            for name, value in {"Content-Type": "text/plain", "Content-Length": str(len(content)), **extra}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_POST = do_PUT = handle_any

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: `requests` is the log."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    shop.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
