"""What `websockets.debug.start()` puts in place: a chat whose message reaches everybody but the new tab."""

from __future__ import annotations

from pathlib import Path

from lambda_workshop.cloud import Cloud, TimedOut, addresses, cleanup, deploying, functions, logs, tables
from lambda_workshop.sections.websockets.tabs import Tab

ROOM = "inkwell-websockets-debug"
API, FUNCTION, TABLE, ROLE, STAGE = ROOM, f"{ROOM}-chat", f"{ROOM}-connections", f"{ROOM}-role", "prod"
ROUTES = ("$connect", "$disconnect", "$default", "say")
STARTED_TAG = "workshop-start"
"""The tag by which the check knows the API that the start made."""
BROKEN = Path(__file__).with_name("broken_chat.py")
"""The function as the start deploys it; the lesson shows it."""


def put_in_place(cloud: Cloud) -> list[tuple[str, str]]:
    """Build the chat anew, and let three tabs meet there; returns the rows to show.

    Raises:
        TimedOut: those who spoke did not hear each other, which is the workshop's fault and not the learner's.
    """
    cleanup.remove(cloud, (ROOM,), ("lambda", "apigatewayv2", "dynamodb", "iam", "logs"))
    api = _build(cloud)
    url, since = addresses.address(cloud, api, kind="websocket", stage=STAGE), logs.now_ms()
    with Tab(url, "Ana") as ana, Tab(url, "Ben") as ben:
        for tab, text in ((ana, "Hello"), (ben, "Good morning")):
            tab.say(text)
            if tab.hears({"text": text}, seconds=10) is None:
                raise TimedOut(f"{tab.name} did not hear what {tab.name} said", expected="a chat for those who speak")
        with Tab(url, "Zoë") as new:
            ana.say("The proofs are here")
            for tab in (ana, ben):
                tab.hears({"text": "The proofs are here"})
            heard = {tab.name: ", ".join(str(message["text"]) for message in tab.listen()) for tab in (ana, ben, new)}
    logs.wait_for(cloud, FUNCTION, "REPORT", since_ms=since, timeout=10)
    return [
        ("API", f"{API}: the routes {', '.join(f'`{key}`' for key in ROUTES)}, the stage `{STAGE}`"),
        ("function and table", f"{FUNCTION}, {TABLE}"),
        ("Ana and Ben connect", "each says something"),
        ("Zoë opens a new tab", "and says nothing yet; Ana says: The proofs are here"),
        *((f"{name} heard", text or "nothing") for name, text in heard.items()),
    ]


def _build(cloud: Cloud) -> str:
    """The table, the function and the API; returns the API's id."""
    gateway = cloud.client("apigatewayv2")
    table = tables.create(cloud, TABLE, "connectionId")["TableArn"]
    api = gateway.create_api(
        Name=API,
        ProtocolType="WEBSOCKET",
        RouteSelectionExpression="$request.body.action",
        Tags={STARTED_TAG: "1"},
    )["ApiId"]
    execute = f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api}/*"
    items = [f"dynamodb:{name}" for name in ("PutItem", "DeleteItem", "Scan")]
    rights = [
        {"Action": items, "Resource": table},
        {"Action": "execute-api:ManageConnections", "Resource": execute},
    ]
    arn = deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"index.py": BROKEN.read_text("utf-8")}),
        handler="index.handler",
        role_arn=deploying.role(cloud, ROLE, rights),
        timeout=10,
        environment={"TABLE": TABLE},
    )
    uri = f"arn:aws:apigateway:{cloud.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    integration = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri)
    for key in ROUTES:
        gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{integration['IntegrationId']}")
    gateway.create_stage(ApiId=api, StageName=STAGE, AutoDeploy=True)
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=execute,
    )
    return str(api)
