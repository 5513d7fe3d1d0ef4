"""An HTTP API that only customers may open: the pool's tokens, used. How such an API works is the section on HTTP APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import deploying, functions
from lambda_workshop.cloud.web import request
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.cognito.customers import PASSWORD, Person, Pool, find, forget, sign_up
from lambda_workshop.sections.cognito.names import CLIENT, POOL

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

NAME = "inkwell-cognito-door"

_CODE = """\
def handler(event, context):
    claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
    return {"hello": claims["email"], "tier": claims.get("tier", "(none)")}
"""


def open_door(lesson: Lesson, email: str) -> Output:
    """Sign somebody up who needs no code, and ask the API without and with the token; shows both answers."""
    pool = find(lesson.cloud, POOL, CLIENT)
    if pool is None or not pool.client_id:
        return Output(f"There is no user pool `{POOL}` with an app `{CLIENT}` yet. *Wire it* first.")
    who = Person("door-keeper", "Grace", email)
    forget(lesson.cloud, pool, who)
    if not sign_up(lesson.cloud, pool, who)["UserConfirmed"]:
        forget(lesson.cloud, pool, who)
        return Output(f"{email} would have to confirm first: take an address of the staff.")
    tokens = lesson.client("cognito-idp").initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": who.username, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    address = lesson.address(_api(lesson, pool), "/me")
    rows = []
    for what, headers in (("no token", ()), ("the ID token", (("Authorization", f"Bearer {tokens['IdToken']}"),))):
        reply = request(address, headers=headers)
        rows.append((what, str(reply.status), reply.text))
    forget(lesson.cloud, pool, who)
    return Output(Table(f"GET /me of `{NAME}`", ("With", "Status", "Answer"), rows))


def _api(lesson: Lesson, pool: Pool) -> str:
    """The API's id, made afresh with an authorizer for this pool."""
    cloud, gateway = lesson.cloud, lesson.client("apigatewayv2")
    for old in gateway.get_apis()["Items"]:
        if old["Name"] == NAME:
            gateway.delete_api(ApiId=old["ApiId"])
    package, role = functions.zip_of({"index.py": _CODE}), deploying.role(cloud, f"{NAME}-role")
    arn = deploying.deploy(cloud, NAME, package, handler="index.handler", role_arn=role)
    api = str(gateway.create_api(Name=NAME, ProtocolType="HTTP")["ApiId"])
    cloud.client("lambda").add_permission(
        FunctionName=NAME,
        StatementId=f"api-{api}",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api}/*",
    )
    issuer = f"https://cognito-idp.{cloud.region}.amazonaws.com/{pool.id}"
    jwt: dict[str, Any] = {"Issuer": issuer, "Audience": [pool.client_id]}
    authorizer = gateway.create_authorizer(
        ApiId=api,
        Name="customers",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration=jwt,
    )["AuthorizerId"]
    integration = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    gateway.create_route(
        ApiId=api,
        RouteKey="GET /me",
        Target=f"integrations/{integration}",
        AuthorizationType="JWT",
        AuthorizerId=authorizer,
    )
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    return api
