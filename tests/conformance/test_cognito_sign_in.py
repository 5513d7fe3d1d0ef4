"""Signing in: the order of the triggers in each flow, what they see, and what they may refuse.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from user_pools import ANA, NUMBER, PASSWORD, UserPool, attributes, claims, refused

from lambda_workshop.cloud import mailbox

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("cognito")

_TOKENS = ["PostAuthentication_Authentication", "TokenGeneration_Authentication"]
_SIGN_IN = ["PreAuthentication_Authentication", *_TOKENS]
_NEW = "Roses-and-2-presses"


def test_a_sign_in_runs_before_and_after_the_password_and_then_makes_tokens(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PreAuthentication", "PostAuthentication", "PreTokenGeneration"])
    pool.confirmed()
    result = pool.initiate(ClientMetadata={"till": "4"})["AuthenticationResult"]
    assert set(result) == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
    assert pool.sources() == _SIGN_IN
    sub = pool.user()["Attributes"]["sub"]
    known = {"sub": sub, "cognito:user_status": "CONFIRMED", "email": ANA, "email_verified": "true"}
    before, after, tokens = pool.events()
    assert before["request"] == {"userAttributes": known, "validationData": {"till": "4"}}
    assert before["response"] == {}
    assert after["request"] == {"userAttributes": known, "newDeviceUsed": False}
    assert after["response"] == {}
    assert "clientMetadata" not in tokens["request"], "the data of InitiateAuth is for the first two triggers only"


def test_an_administrators_sign_in_runs_the_same(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PreAuthentication", "PostAuthentication", "PreTokenGeneration"])
    pool.confirmed()
    pool.idp.admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ana", "PASSWORD": PASSWORD},
    )
    assert pool.sources() == _SIGN_IN
    assert {event["callerContext"]["clientId"] for event in pool.events()} == {pool.client_id}


def test_pre_authentication_denies_a_right_password(session: Session, account: str) -> None:
    pool = UserPool(
        session,
        account,
        "if source.startswith('PreAuthentication'): raise Exception('closed on Sundays')",
        triggers=["PreAuthentication", "PostAuthentication"],
    )
    pool.confirmed()
    with refused("UserLambdaValidationException", "PreAuthentication failed with error closed on Sundays."):
        pool.initiate()
    assert pool.sources() == ["PreAuthentication_Authentication"]


def test_a_wrong_password_gets_no_further_than_pre_authentication(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PreAuthentication", "PostAuthentication", "PreTokenGeneration"])
    pool.confirmed()
    with refused("NotAuthorizedException", "Incorrect username or password."):
        pool.initiate(parameters={"PASSWORD": "wrong"})
    assert pool.sources() == ["PreAuthentication_Authentication"]


def test_post_authentication_that_fails_withholds_the_tokens(session: Session, account: str) -> None:
    pool = UserPool(
        session, account, "raise Exception('log is full')", triggers=["PostAuthentication", "PreTokenGeneration"]
    )
    pool.confirmed()
    with refused("UserLambdaValidationException", "PostAuthentication failed with error log is full."):
        pool.initiate()
    assert pool.sources() == ["PostAuthentication_Authentication"]


@pytest.mark.parametrize(("setting", "seen"), [("LEGACY", []), ("ENABLED", [True])])
def test_pre_authentication_hears_of_an_unknown_name_only_where_the_client_hides_it(
    session: Session, account: str, setting: str, seen: list[bool]
) -> None:
    pool = UserPool(session, account, triggers=["PreAuthentication"], client={"PreventUserExistenceErrors": setting})
    with refused("NotAuthorizedException" if seen else "UserNotFoundException"):
        pool.initiate(username="nobody")
    assert [event["request"]["userNotFound"] for event in pool.events()] == seen
    assert all(event["request"]["userAttributes"] == {} for event in pool.events())


def test_a_disabled_user_wakes_no_trigger(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PreAuthentication"])
    pool.confirmed()
    pool.idp.admin_disable_user(UserPoolId=pool.id, Username="ana")
    with refused("NotAuthorizedException", "User is disabled."):
        pool.initiate()
    assert pool.events() == []


def test_a_flow_that_the_client_does_not_allow_is_refused(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PreAuthentication"], client={"ExplicitAuthFlows": []})
    pool.confirmed()
    with refused("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client"):
        pool.initiate()
    assert pool.events() == []


def test_a_temporary_password_is_replaced_before_the_sign_in_is_complete(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PreAuthentication", "PostAuthentication", "PreTokenGeneration"])
    pool.idp.admin_create_user(UserPoolId=pool.id, Username="ana", TemporaryPassword=PASSWORD, MessageAction="SUPPRESS")
    challenge = pool.initiate(ClientMetadata={"till": "4"})
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert pool.sources() == ["PreAuthentication_Authentication"]
    with refused("NotAuthorizedException", "Invalid session for the user."):
        pool.answer({**challenge, "Session": "guessed-" * 5}, NEW_PASSWORD=_NEW)
    with refused("InvalidPasswordException"):
        pool.answer(challenge, NEW_PASSWORD="short")
    pool.answer(challenge, NEW_PASSWORD=_NEW, metadata={"desk": "3"}, **{"userAttributes.name": "Ana"})
    assert pool.sources()[1:] == ["PostAuthentication_Authentication", "TokenGeneration_NewPasswordChallenge"]
    assert [event["request"]["clientMetadata"] for event in pool.events()[1:]] == [{"desk": "3"}] * 2
    assert pool.user()["UserStatus"] == "CONFIRMED"
    assert pool.user()["Attributes"]["name"] == "Ana"
    with refused("NotAuthorizedException"):
        pool.answer(challenge, NEW_PASSWORD=PASSWORD)


def test_fresh_tokens_for_a_refresh_token_run_only_the_last_trigger(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PreAuthentication", "PostAuthentication", "PreTokenGeneration"])
    pool.confirmed()
    refresh = pool.initiate()["AuthenticationResult"]["RefreshToken"]
    seen = len(pool.events())
    pool.idp.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": refresh},
        ClientMetadata={"till": "4"},
    )
    pool.idp.get_tokens_from_refresh_token(ClientId=pool.client_id, RefreshToken=refresh, ClientMetadata={"till": "5"})
    assert pool.sources()[seen:] == ["TokenGeneration_RefreshTokens"] * 2
    first, second = pool.events()[seen:]
    assert "clientMetadata" not in first["request"]
    assert second["request"]["clientMetadata"] == {"till": "5"}


def test_a_second_factor_by_text_message_has_the_functions_words(session: Session, account: str) -> None:
    pool = UserPool(
        session,
        account,
        "if source.startswith('CustomMessage'): response['smsMessage'] = 'Inkwell: ' + request['codeParameter']",
        MfaConfiguration="OPTIONAL",
    )
    pool.confirmed(UserAttributes=attributes(email=ANA, phone_number=NUMBER))
    pool.idp.admin_set_user_mfa_preference(
        UserPoolId=pool.id, Username="ana", SMSMfaSettings={"Enabled": True, "PreferredMfa": True}
    )
    seen = len(pool.events())
    challenge = pool.initiate()
    assert challenge["ChallengeName"] == "SMS_MFA"
    assert challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "+*******4567"
    assert pool.sources()[seen:] == ["PreAuthentication_Authentication", "CustomMessage_Authentication"]
    message = pool.mail(NUMBER)
    assert message.body == f"Inkwell: {message.code}"
    result = pool.answer(challenge, SMS_MFA_CODE=message.code, metadata={"desk": "3"})
    assert result["AuthenticationResult"]["IdToken"]
    assert pool.sources()[seen + 2 :] == _TOKENS
    assert pool.event("PostAuthentication_Authentication")["request"]["clientMetadata"] == {"desk": "3"}


def test_a_wrong_second_factor_gives_no_tokens(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PostAuthentication"], MfaConfiguration="OPTIONAL")
    pool.confirmed(UserAttributes=attributes(email=ANA, phone_number=NUMBER))
    pool.idp.admin_set_user_mfa_preference(UserPoolId=pool.id, Username="ana", SMSMfaSettings={"Enabled": True})
    challenge = pool.initiate()
    wrong = f"{(int(pool.mail(NUMBER).code) + 1) % 10**6:06d}"
    with refused("CodeMismatchException"):
        pool.answer(challenge, SMS_MFA_CODE=wrong)
    assert pool.events() == []


_MOVE = """
if source.startswith('UserMigration'):
    if request.get('password', 'Tulips-and-1-press') != 'Tulips-and-1-press':
        raise Exception('Bad password')
    response['userAttributes'] = {'email': 'ana@inkwell.example', 'email_verified': 'true', 'name': 'Ana'}
    response['messageAction'] = 'SUPPRESS'
    if source.endswith('Authentication'):
        response['finalUserStatus'] = 'CONFIRMED'
"""


def test_an_unknown_user_moves_in_at_the_first_sign_in(session: Session, account: str) -> None:
    pool = UserPool(session, account, _MOVE)
    assert pool.initiate(ClientMetadata={"till": "4"})["AuthenticationResult"]
    assert pool.sources() == ["UserMigration_Authentication", "PreSignUp_AdminCreateUser", *_SIGN_IN]
    assert pool.event("PreSignUp_AdminCreateUser")["request"] == {
        "userAttributes": {"email": ANA, "email_verified": "true", "name": "Ana"},
        "validationData": {"till": "4"},
    }
    event = pool.event("UserMigration_Authentication")
    assert event["userName"] == "ana"
    assert event["request"] == {"password": PASSWORD, "validationData": {"till": "4"}, "userAttributes": None}
    assert event["response"] == {
        "userAttributes": None,
        "forceAliasCreation": None,
        "enableSMSMFA": None,
        "finalUserStatus": None,
        "messageAction": None,
        "desiredDeliveryMediums": None,
    }
    assert pool.user()["Attributes"]["name"] == "Ana"
    assert pool.initiate()["AuthenticationResult"]
    assert pool.sources().count("UserMigration_Authentication") == 1


def test_an_unknown_user_moves_in_with_a_forgotten_password(session: Session, account: str) -> None:
    pool = UserPool(session, account, _MOVE)
    pool.idp.forgot_password(ClientId=pool.client_id, Username="ana", ClientMetadata={"lang": "cs"})
    assert pool.sources() == [
        "UserMigration_ForgotPassword",
        "PreSignUp_AdminCreateUser",
        "CustomMessage_ForgotPassword",
    ]
    request = pool.event("UserMigration_ForgotPassword")["request"]
    assert "password" not in request
    assert request["clientMetadata"] == {"lang": "cs"}
    assert pool.user()["UserStatus"] == "RESET_REQUIRED"
    pool.idp.confirm_forgot_password(
        ClientId=pool.client_id, Username="ana", ConfirmationCode=pool.mail().code, Password=_NEW
    )
    assert pool.initiate(parameters={"PASSWORD": _NEW})["AuthenticationResult"]


def test_a_user_who_moves_in_unconfirmed_must_choose_a_password(session: Session, account: str) -> None:
    body = """
    if source.startswith('UserMigration'):
        response.update(userAttributes={'email': 'ana@inkwell.example'}, desiredDeliveryMediums=['EMAIL'])
    """
    pool = UserPool(session, account, body)
    with refused("PasswordResetRequiredException"):
        pool.initiate()
    assert pool.mail().source == "CustomMessage_AdminCreateUser", "nobody suppressed the welcome"


@pytest.mark.parametrize(
    ("body", "options"),
    [
        ("raise Exception('Bad password')", {}),
        ("return None", {}),
        ("return event", {}),
        ("return event", {"permission": False}),
    ],
    ids=["refused by the function", "nothing returned", "no attributes", "no permission"],
)
def test_a_migration_that_fails_tells_the_caller_nothing(
    session: Session, account: str, body: str, options: dict[str, Any]
) -> None:
    pool = UserPool(session, account, body, triggers=["UserMigration"], **options)
    with refused("UserNotFoundException", f"Exception migrating user in app client {pool.client_id}"):
        pool.initiate()
    assert pool.idp.list_users(UserPoolId=pool.id)["Users"] == []


def test_pre_sign_up_may_keep_a_migrated_user_out(session: Session, account: str) -> None:
    pool = UserPool(session, account, "if source.startswith('PreSignUp'): raise Exception('full')\n" + _MOVE)
    with refused("UserNotFoundException"):
        pool.initiate()
    assert pool.idp.list_users(UserPoolId=pool.id)["Users"] == []


def test_a_failed_migration_looks_like_a_wrong_password_where_the_client_hides_users(
    session: Session, account: str
) -> None:
    pool = UserPool(session, account, _MOVE, client={"PreventUserExistenceErrors": "ENABLED"})
    with refused("NotAuthorizedException", "Incorrect username or password."):
        pool.initiate(parameters={"PASSWORD": "wrong"})
    assert mailbox.read(pool.cloud, pool=pool.id) == []


def test_a_migrated_users_sub_is_the_pools_own(session: Session, account: str) -> None:
    body = """
    if source.startswith('UserMigration'):
        response.update(userAttributes={'sub': 'theirs', 'email': 'ana@inkwell.example'}, messageAction='SUPPRESS',
                        finalUserStatus='CONFIRMED')
    """
    pool = UserPool(session, account, body, triggers=["UserMigration"], UsernameAttributes=["email"])
    result = pool.initiate(username=ANA)["AuthenticationResult"]
    found = claims(result["IdToken"])
    assert found["sub"] != "theirs"
    assert found["cognito:username"] == found["sub"]
