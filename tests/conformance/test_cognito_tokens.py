"""Pre token generation: its three versions, what they see, what they change, and tokens that open an API.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
"""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from deployed import deploy
from user_pools import UserPool, claims, refused

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("cognito")

_VERSION_1 = """
if source.startswith('TokenGeneration'):
    response['claimsOverrideDetails'] = {
        'claimsToAddOrOverride': {'tier': 'gold', 'sub': 'forged'},
        'claimsToSuppress': ['email'],
        'groupOverrideDetails': {'groupsToOverride': ['printers']},
    }
"""
_VERSION_2 = """
if source.startswith('TokenGeneration'):
    response['claimsAndScopeOverrideDetails'] = {
        'idTokenGeneration': {
            'claimsToAddOrOverride': {'address': {'city': 'Brno'}, 'points': 7},
            'claimsToSuppress': ['email'],
        },
        'accessTokenGeneration': {
            'claimsToAddOrOverride': {'tier': 'gold', 'client_id': 'forged'},
            'scopesToAdd': ['orders/read'],
            'scopesToSuppress': ['aws.cognito.signin.user.admin'],
        },
        'groupOverrideDetails': {'groupsToOverride': ['printers'], 'preferredRole': 'arn:aws:iam::111122223333:role/p'},
    }
"""


def _version(number: int) -> dict[str, Any]:
    return {"triggers": [], "config": {"PreTokenGenerationConfig": {"LambdaVersion": f"V{number}_0"}}}


def _tokens(pool: UserPool) -> tuple[dict[str, Any], dict[str, Any]]:
    """The claims of the ID token and of the access token of a sign-in."""
    result = pool.initiate()["AuthenticationResult"]
    return claims(result["IdToken"]), claims(result["AccessToken"])


def _join(pool: UserPool, group: str, **more: Any) -> None:
    pool.idp.create_group(UserPoolId=pool.id, GroupName=group, **more)
    pool.idp.admin_add_user_to_group(UserPoolId=pool.id, Username="ana", GroupName=group)


def test_the_first_version_changes_the_id_token(session: Session, account: str) -> None:
    pool = UserPool(session, account, _VERSION_1, triggers=["PreTokenGeneration"])
    pool.confirmed()
    identity, access = _tokens(pool)
    assert identity["tier"] == "gold"
    assert "email" not in identity
    assert identity["sub"] == pool.user()["Attributes"]["sub"], "some claims are Cognito's own"
    assert identity["cognito:groups"] == ["printers"]
    assert "tier" not in access
    assert pool.sources() == ["TokenGeneration_Authentication"], "one call for all the tokens of a sign-in"


def test_the_first_versions_event(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PreTokenGeneration"])
    pool.confirmed()
    _join(pool, "clerks", RoleArn=f"arn:aws:iam::{account}:role/clerk", Precedence=2)
    _join(pool, "printers", RoleArn=f"arn:aws:iam::{account}:role/printer", Precedence=1)
    pool.initiate()
    event = pool.event("TokenGeneration_Authentication")
    assert event["version"] == "1"
    assert event["request"] == {
        "userAttributes": pool.event("TokenGeneration_Authentication")["request"]["userAttributes"],
        "groupConfiguration": {
            "groupsToOverride": ["clerks", "printers"],
            "iamRolesToOverride": [f"arn:aws:iam::{account}:role/clerk", f"arn:aws:iam::{account}:role/printer"],
            "preferredRole": f"arn:aws:iam::{account}:role/printer",
        },
    }
    assert event["response"] == {"claimsOverrideDetails": None}


def test_the_first_version_takes_text_only(session: Session, account: str) -> None:
    body = "response['claimsOverrideDetails'] = {'claimsToAddOrOverride': {'orders': ['7', '8']}}"
    pool = UserPool(session, account, body, triggers=["PreTokenGeneration"])
    pool.confirmed()
    with refused("InvalidLambdaResponseException", "Unrecognizable lambda output"):
        pool.initiate()


@pytest.mark.parametrize("version", [2, 3])
def test_the_later_versions_change_both_tokens(session: Session, account: str, version: int) -> None:
    pool = UserPool(session, account, _VERSION_2, **_version(version))
    pool.confirmed()
    identity, access = _tokens(pool)
    assert identity["address"] == {"city": "Brno"}
    assert identity["points"] == 7
    assert "email" not in identity
    assert access["tier"] == "gold"
    assert access["client_id"] == pool.client_id
    assert access["scope"] == "orders/read"
    assert identity["cognito:groups"] == access["cognito:groups"] == ["printers"]
    assert identity["cognito:preferred_role"] == "arn:aws:iam::111122223333:role/p"
    assert "cognito:preferred_role" not in access
    (event,) = pool.events()
    assert event["version"] == str(version)
    assert event["request"]["scopes"] == ["aws.cognito.signin.user.admin"]
    assert event["response"] == {"claimsAndScopeOverrideDetails": None}


def test_the_first_version_by_its_new_name_is_the_same(session: Session, account: str) -> None:
    pool = UserPool(session, account, _VERSION_1, **_version(1))
    pool.confirmed()
    identity, access = _tokens(pool)
    assert identity["tier"] == "gold"
    assert "tier" not in access
    assert pool.event("TokenGeneration_Authentication")["version"] == "1"


def test_groups_that_the_function_leaves_out_are_gone(session: Session, account: str) -> None:
    body = "response['claimsOverrideDetails'] = {'groupOverrideDetails': {}}"
    pool = UserPool(session, account, body, triggers=["PreTokenGeneration"])
    pool.confirmed()
    _join(pool, "clerks")
    identity, access = _tokens(pool)
    assert "cognito:groups" not in identity
    assert "cognito:groups" not in access


def test_an_event_returned_as_it_came_changes_nothing(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PreTokenGeneration"])
    pool.confirmed()
    _join(pool, "clerks")
    identity, access = _tokens(pool)
    assert identity["cognito:groups"] == access["cognito:groups"] == ["clerks"]
    assert identity["email_verified"] is True
    assert access["scope"] == "aws.cognito.signin.user.admin"


def test_a_function_that_fails_withholds_the_tokens(session: Session, account: str) -> None:
    pool = UserPool(session, account, "raise KeyError('tier')", triggers=["PreTokenGeneration"])
    pool.confirmed()
    with refused("UserLambdaValidationException", "PreTokenGeneration failed with error 'tier'."):
        pool.initiate()


def test_refreshed_tokens_are_changed_again(session: Session, account: str) -> None:
    pool = UserPool(session, account, _VERSION_2, **_version(2))
    pool.confirmed()
    refresh = pool.initiate()["AuthenticationResult"]["RefreshToken"]
    result = pool.idp.initiate_auth(
        ClientId=pool.client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": refresh}
    )["AuthenticationResult"]
    assert claims(result["AccessToken"])["tier"] == "gold"
    assert pool.event("TokenGeneration_RefreshTokens")["version"] == "2"


def _machine(pool: UserPool) -> tuple[int, dict[str, Any]]:
    """What the token endpoint says to a machine that shows its secret."""
    scopes = [{"ScopeName": "read", "ScopeDescription": "to read"}]
    pool.idp.create_resource_server(UserPoolId=pool.id, Identifier="orders", Name="orders", Scopes=scopes)
    client = pool.idp.create_user_pool_client(
        UserPoolId=pool.id,
        ClientName="press",
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read"],
        AllowedOAuthFlowsUserPoolClient=True,
    )["UserPoolClient"]
    secret = base64.b64encode(f"{client['ClientId']}:{client['ClientSecret']}".encode()).decode()
    request = urllib.request.Request(
        f"{pool.idp.meta.endpoint_url}/oauth2/token",
        data=b"grant_type=client_credentials",
        headers={"Authorization": f"Basic {secret}", "Content-Type": "application/x-www-form-urlencoded"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_the_third_version_changes_a_machines_token_too(session: Session, account: str) -> None:
    pool = UserPool(session, account, _VERSION_2, **_version(3))
    status, answer = _machine(pool)
    assert status == 200
    assert claims(answer["access_token"])["tier"] == "gold"
    (event,) = pool.events()
    assert (event["version"], event["triggerSource"]) == ("3", "TokenGeneration_ClientCredentials")
    assert event["userName"] == "ClientCredentials"
    assert event["request"]["userAttributes"] == {}
    assert event["request"]["scopes"] == ["orders/read"]


def test_a_machines_token_does_not_wake_the_second_version(session: Session, account: str) -> None:
    pool = UserPool(session, account, _VERSION_2, **_version(2))
    assert _machine(pool)[0] == 200
    assert pool.events() == []


def test_a_function_that_fails_withholds_a_machines_token(session: Session, account: str) -> None:
    pool = UserPool(session, account, "raise Exception('closed')", **_version(3))
    assert _machine(pool) == (
        400,
        {"error": "invalid_request", "error_description": "PreTokenGeneration failed with error closed."},
    )


def _get(address: str, token: str | None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, None


def test_a_token_opens_an_api_whose_authorizer_trusts_the_pool(session: Session, account: str) -> None:
    pool = UserPool(session, account, _VERSION_2, **_version(2))
    pool.confirmed()
    handler = "def handler(event, context):\n    return event['requestContext']['authorizer']['jwt']\n"
    deploy(session, account, handler, name="orders")
    gateway = session.client("apigatewayv2")
    api = gateway.create_api(Name="orders", ProtocolType="HTTP")["ApiId"]
    function = f"arn:aws:lambda:us-east-1:{account}:function:orders"
    integration = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=function, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    authorizer = gateway.create_authorizer(
        ApiId=api,
        Name="pool",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={
            "Audience": [pool.client_id],
            "Issuer": f"https://cognito-idp.us-east-1.amazonaws.com/{pool.id}",
        },
    )["AuthorizerId"]
    gateway.create_route(
        ApiId=api,
        RouteKey="GET /orders",
        Target=f"integrations/{integration}",
        AuthorizationType="JWT",
        AuthorizerId=authorizer,
        AuthorizationScopes=["orders/read"],
    )
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    session.client("lambda").add_permission(
        FunctionName="orders",
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
    )
    address = f"{gateway.meta.endpoint_url}/_aws/execute-api/{api}/$default/orders"
    token = pool.initiate()["AuthenticationResult"]["AccessToken"]
    assert _get(address, None)[0] == 401
    assert _get(address, token[:-4] + "AAAA")[0] == 401
    status, seen = _get(address, token)
    assert status == 200
    assert seen["claims"]["username"] == "ana"
    assert seen["claims"]["tier"] == "gold"
    assert seen["scopes"] == ["orders/read"]
