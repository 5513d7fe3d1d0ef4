"""A trigger that may not be invoked, that fails, that takes too long, that returns something else; a bad configuration.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from signing import signed
from user_pools import ALL, PASSWORD, UserPool, refused

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("cognito")

_ARN = "arn:aws:lambda:us-east-1:111122223333:function:f"


def test_a_trigger_without_permission_does_not_fire(session: Session, account: str) -> None:
    pool = UserPool(session, account, permission=False)
    with refused("UnexpectedLambdaException", "PreSignUp invocation failed due to error AccessDeniedException."):
        pool.sign_up()
    assert pool.events() == []


@pytest.mark.parametrize(
    "statement",
    [
        {"Principal": "apigateway.amazonaws.com"},
        {"SourceArn": "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_Another00"},
        {"SourceAccount": "111122223333"},
    ],
    ids=["another service", "another pool", "another account"],
)
def test_a_permission_for_something_else_does_not_help(
    session: Session, account: str, statement: dict[str, str]
) -> None:
    pool = UserPool(session, account, permission=False)
    wanted = {"Principal": "cognito-idp.amazonaws.com", "SourceArn": pool.arn} | statement
    session.client("lambda").add_permission(
        FunctionName="trigger", StatementId="s", Action="lambda:InvokeFunction", **wanted
    )
    with refused("UnexpectedLambdaException"):
        pool.sign_up()


def test_a_permission_taken_away_stops_the_trigger(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    pool.sign_up()
    session.client("lambda").remove_permission(FunctionName="trigger", StatementId="user-pool")
    with refused("UnexpectedLambdaException"):
        pool.sign_up("bob")


def test_a_function_that_is_gone_is_named_in_no_success(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    session.client("lambda").delete_function(FunctionName="trigger")
    with refused("UnexpectedLambdaException"):
        pool.sign_up()


def test_an_alias_may_be_a_trigger(session: Session, account: str) -> None:
    pool = UserPool(session, account, permission=False)
    functions = session.client("lambda")
    version = functions.publish_version(FunctionName="trigger")["Version"]
    functions.create_alias(FunctionName="trigger", Name="live", FunctionVersion=version)
    functions.add_permission(
        FunctionName="trigger",
        Qualifier="live",
        StatementId="s",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
        SourceArn=pool.arn,
    )
    pool.idp.update_user_pool(UserPoolId=pool.id, LambdaConfig={"PreSignUp": f"{pool.function_arn}:live"})
    pool.sign_up()
    assert pool.sources() == ["PreSignUp_SignUp"]


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("None", "Invalid lambda function output : Invalid JSON"),
        ("'ok'", "Unrecognizable lambda output"),
        ("[event]", "Unrecognizable lambda output"),
        ("{'statusCode': 200}", "Unrecognizable lambda output"),
        ("{**event, 'response': 'yes'}", "Unrecognizable lambda output"),
        ("{**event, 'response': {'autoConfirmUser': 'true'}}", "Unrecognizable lambda output"),
    ],
)
def test_a_trigger_must_return_the_event(session: Session, account: str, returned: str, message: str) -> None:
    pool = UserPool(session, account, f"return {returned}", triggers=["PreSignUp"])
    with refused("InvalidLambdaResponseException", message):
        pool.sign_up()
    assert pool.idp.list_users(UserPoolId=pool.id)["Users"] == []


def test_a_function_that_reaches_its_own_time_out_fails_the_call(session: Session, account: str) -> None:
    pool = UserPool(session, account, "time.sleep(30)", triggers=["PreSignUp"], function={"Timeout": 1})
    with pytest.raises(Exception, match=r"PreSignUp failed with error .*Task timed out after 1\.00 seconds"):
        pool.sign_up()
    assert len(pool.events()) == 1, "an answer came, so it is not tried again"


def test_a_function_that_takes_over_five_seconds_is_tried_three_times(session: Session, account: str) -> None:
    pool = UserPool(session, account, "time.sleep(20)", triggers=["PreSignUp"], function={"Timeout": 25})
    started = time.monotonic()
    with refused(
        "UnexpectedLambdaException",
        "PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.",
    ):
        pool.sign_up()
    assert 15 <= time.monotonic() - started < 40
    assert len(pool.idp.list_users(UserPoolId=pool.id)["Users"]) == 0


def test_other_calls_are_answered_while_a_trigger_runs(session: Session, account: str) -> None:
    """The trigger asks the pool itself for something: nothing may wait for anything else."""
    body = """
    if source == 'PostConfirmation_ConfirmSignUp':
        import boto3
        boto3.client('cognito-idp').admin_update_user_attributes(
            UserPoolId=event['userPoolId'], Username=event['userName'],
            UserAttributes=[{'Name': 'custom:since', 'Value': '2026'}])
    """
    pool = UserPool(session, account, body, Schema=[{"Name": "since", "AttributeDataType": "String", "Mutable": True}])
    pool.confirmed()
    assert pool.user()["Attributes"]["custom:since"] == "2026"


def test_a_throttled_function_fails_the_call(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PreSignUp"])
    session.client("lambda").put_function_concurrency(FunctionName="trigger", ReservedConcurrentExecutions=0)
    with refused("UnexpectedLambdaException", "PreSignUp invocation failed due to error TooManyRequestsException."):
        pool.sign_up()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"PreSignUp": "trigger-of-mine-without-arn"}, "lambdaConfig.preSignUp"),
        ({"PostConfirmation": "arn:aws:lambda:us-east-1:here:function:f"}, "lambdaConfig.postConfirmation"),
        ({"CustomMessage": f"{_ARN}:1:2:3"}, "lambdaConfig.customMessage"),
        (
            {"PreTokenGenerationConfig": {"LambdaVersion": "V9_0", "LambdaArn": _ARN}},
            "Member must satisfy enum value set: [V1_0, V2_0, V3_0]",
        ),
        (
            {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": "not-an-arn-but-long-enough"}},
            "lambdaConfig.preTokenGenerationConfig.lambdaArn",
        ),
        (
            {
                "PreTokenGeneration": f"{_ARN}2",
                "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": _ARN},
            },
            "PreTokenGeneration",
        ),
    ],
)
def test_a_configuration_that_aws_refuses_is_refused(session: Session, config: dict[str, Any], message: str) -> None:
    idp = session.client("cognito-idp")
    with pytest.raises(idp.exceptions.InvalidParameterException) as caught:
        idp.create_user_pool(PoolName="inkwell", LambdaConfig=config)
    assert message in caught.value.response["Error"]["Message"]
    pool = idp.create_user_pool(PoolName="inkwell")["UserPool"]["Id"]
    with pytest.raises(idp.exceptions.InvalidParameterException):
        idp.update_user_pool(UserPoolId=pool, LambdaConfig=config)
    assert idp.describe_user_pool(UserPoolId=pool)["UserPool"]["LambdaConfig"] == {}


def test_access_tokens_are_not_changed_in_the_cheapest_plan(session: Session) -> None:
    config = {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": _ARN}}
    with refused("FeatureUnavailableInTierException"):
        session.client("cognito-idp").create_user_pool(PoolName="i", UserPoolTier="LITE", LambdaConfig=config)


def test_an_update_that_names_no_triggers_removes_them(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    found = pool.idp.describe_user_pool(UserPoolId=pool.id)["UserPool"]["LambdaConfig"]
    assert found == dict.fromkeys(ALL, pool.function_arn)
    pool.idp.update_user_pool(UserPoolId=pool.id, AutoVerifiedAttributes=["email"])
    pool.confirmed()
    assert pool.events() == []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"x"', b'{"ClientId": {}, "Username": [], "Password": 3}'])
@pytest.mark.parametrize(
    "operation", ["SignUp", "InitiateAuth", "AdminCreateUser", "CreateUserPool", "VerifyUserAttribute"]
)
def test_a_malformed_request_is_refused_and_nothing_breaks(
    session: Session, account: str, operation: str, body: bytes
) -> None:
    import urllib.error
    import urllib.request

    endpoint = session.client("cognito-idp").meta.endpoint_url
    headers = {
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        "Content-Type": "application/x-amz-json-1.1",
    }
    headers = signed(session, "cognito-idp", "POST", endpoint, body, headers)
    request = urllib.request.Request(endpoint, data=body, headers=headers, method="POST")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=5)
    assert caught.value.code == 400


def test_a_code_of_another_purpose_confirms_nothing(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=[])
    pool.confirmed()
    pool.idp.forgot_password(ClientId=pool.client_id, Username="ana")
    token = pool.initiate()["AuthenticationResult"]["AccessToken"]
    with refused("ExpiredCodeException"):
        pool.idp.verify_user_attribute(AccessToken=token, AttributeName="email", Code=pool.mail().code)
    pool.idp.confirm_forgot_password(
        ClientId=pool.client_id, Username="ana", ConfirmationCode=pool.mail().code, Password=PASSWORD + "2"
    )
