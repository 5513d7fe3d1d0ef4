"""What `http_api.debug.start()` puts in place: a function that moved from a REST API to an HTTP API unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lambda_workshop.cloud import Cloud, addresses, cleanup, deploying, functions, logs, web

ROOM = "inkwell-http-api-debug"
API, FUNCTION, ROLE = ROOM, f"{ROOM}-status", f"{ROOM}-role"
ROUTE = "GET /status/{order}"
STARTED_TAG = "workshop-start"
"""The tag by which the check knows the API that the start made."""
ORDERS: dict[str, dict[str, Any]] = {
    "o-1042": {"status": "printing", "copies": 12, "paper": "A4"},
    "o-2077": {"status": "shipped", "copies": 3, "paper": "A3"},
    "o-3110": {"status": "paid", "copies": 250, "paper": "A5"},
}
LANGUAGES = ("cs", "en", "sv")
BROKEN = Path(__file__).with_name("broken_status.py")
"""The function as it was written for the REST API; the lesson shows it."""


def put_in_place(cloud: Cloud) -> list[tuple[str, str]]:
    """Build the API anew and let one customer fail; returns the rows to show.

    Raises:
        TimedOut: the function did not fail, which is the workshop's fault and not the learner's.
    """
    cleanup.remove(cloud, (ROOM,), ("lambda", "apigatewayv2", "iam", "logs"))
    gateway, since = cloud.client("apigatewayv2"), logs.now_ms()
    role = deploying.role(cloud, ROLE)
    package = functions.zip_of({"index.py": BROKEN.read_text("utf-8")})
    arn = deploying.deploy(cloud, FUNCTION, package, handler="index.handler", role_arn=role)
    api = gateway.create_api(Name=API, ProtocolType="HTTP", Tags={STARTED_TAG: "1"})["ApiId"]
    integration = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    gateway.create_route(ApiId=api, RouteKey=ROUTE, Target=f"integrations/{integration}")
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api}/*",
    )
    url = addresses.address(cloud, api, "/status/o-1042?field=status&field=paper", kind="http")
    reply = web.request(url, headers=[("Accept-Language", "cs"), ("Cookie", "visits=4")])
    logs.wait_for(cloud, FUNCTION, "REPORT", since_ms=since, timeout=10)
    return [
        ("API", f"{API}: the route `{ROUTE}`, the stage `$default`"),
        ("function", FUNCTION),
        ("try it", url),
        ("what a customer gets", f"{reply.status} `{reply.text}`"),
    ]
