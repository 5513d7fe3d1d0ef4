"""What `rest_api.debug.start()` puts in place: a receipt whose function succeeds, and whose client gets 502."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lambda_workshop.cloud import Cloud, addresses, cleanup, deploying, functions, logs, web

ROOM = "inkwell-rest-api-debug"
API, FUNCTION, ROLE, STAGE = ROOM, f"{ROOM}-receipt", f"{ROOM}-role", "prod"
KEY = "GET /receipts/{order}"
STARTED_TAG = "workshop-start"
"""The tag by which the check knows the API that the start made."""
CENTS = {"o-1042": 300, "o-2077": 180}
UNPAID = "o-3110"
BROKEN = Path(__file__).with_name("broken_receipt.py")
"""The function as the start deploys it; the lesson shows it."""


def put_in_place(cloud: Cloud) -> list[tuple[str, str]]:
    """Build the API anew and let one customer fail; returns the rows to show.

    Raises:
        TimedOut: the function left no log, which is the workshop's fault and not the learner's.
    """
    cleanup.remove(cloud, (ROOM,), ("lambda", "apigateway", "iam", "logs"))
    gateway: Any = cloud.client("apigateway")
    since = logs.now_ms()
    package = functions.zip_of({"index.py": BROKEN.read_text("utf-8")})
    role = deploying.role(cloud, ROLE)
    arn = deploying.deploy(cloud, FUNCTION, package, handler="index.handler", role_arn=role)
    api = gateway.create_rest_api(name=API, tags={STARTED_TAG: "1"})["id"]
    parent = gateway.get_resources(restApiId=api)["items"][0]["id"]
    for part in ("receipts", "{order}"):
        parent = gateway.create_resource(restApiId=api, parentId=parent, pathPart=part)["id"]
    where = {"restApiId": api, "resourceId": parent, "httpMethod": "GET"}
    gateway.put_method(**where, authorizationType="NONE")
    uri = f"arn:aws:apigateway:{cloud.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    gateway.put_integration(**where, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    gateway.create_deployment(restApiId=api, stageName=STAGE)
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api}/*",
    )
    url = addresses.address(cloud, api, "/receipts/o-1042", kind="rest")
    reply = web.request(url)
    logs.wait_for(cloud, FUNCTION, "REPORT", since_ms=since, timeout=10)
    return [
        ("API", f"{API}: the method `{KEY}`, the stage `{STAGE}`"),
        ("function", FUNCTION),
        ("try it", url),
        ("what a customer gets", f"{reply.status} `{reply.text}`"),
    ]
