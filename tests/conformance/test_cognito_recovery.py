"""Forgotten passwords and changed addresses: messages, codes, and the triggers on the way.

https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-recover-a-user-account.html
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from user_pools import ANA, NUMBER, PASSWORD, UserPool, attributes, refused

from lambda_workshop.cloud import mailbox

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("cognito")

_NEW = "Roses-and-2-presses"
_ELSEWHERE = "ana@elsewhere.example"


def test_a_forgotten_password_is_replaced_by_its_code(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    pool.confirmed()
    seen = len(pool.events())
    sent = pool.idp.forgot_password(ClientId=pool.client_id, Username="ana", ClientMetadata={"lang": "cs"})
    assert sent["CodeDeliveryDetails"]["AttributeName"] == "email"
    message = pool.mail()
    assert message.source == "CustomMessage_ForgotPassword"
    wrong = f"{(int(message.code) + 1) % 10**6:06d}"
    wanted = {"ClientId": pool.client_id, "Username": "ana", "Password": _NEW}
    with refused("CodeMismatchException"):
        pool.idp.confirm_forgot_password(**wanted, ConfirmationCode=wrong)
    pool.idp.confirm_forgot_password(**wanted, ConfirmationCode=message.code, ClientMetadata={"lang": "en"})
    assert pool.sources()[seen:] == ["CustomMessage_ForgotPassword", "PostConfirmation_ConfirmForgotPassword"]
    assert pool.event("CustomMessage_ForgotPassword")["request"]["clientMetadata"] == {"lang": "cs"}
    assert pool.event("PostConfirmation_ConfirmForgotPassword")["request"]["clientMetadata"] == {"lang": "en"}
    with refused("NotAuthorizedException", "Incorrect username or password."):
        pool.initiate()
    assert pool.initiate(parameters={"PASSWORD": _NEW})["AuthenticationResult"]


def test_a_used_code_is_used_up(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=[])
    pool.confirmed()
    pool.idp.forgot_password(ClientId=pool.client_id, Username="ana")
    wanted = {"ClientId": pool.client_id, "Username": "ana", "ConfirmationCode": pool.mail().code}
    pool.idp.confirm_forgot_password(**wanted, Password=_NEW)
    with refused("ExpiredCodeException", "Invalid code provided, please request a code again."):
        pool.idp.confirm_forgot_password(**wanted, Password=PASSWORD)


def test_a_password_against_the_policy_does_not_use_the_code_up(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=[])
    pool.confirmed()
    pool.idp.forgot_password(ClientId=pool.client_id, Username="ana")
    wanted = {"ClientId": pool.client_id, "Username": "ana", "ConfirmationCode": pool.mail().code}
    with refused("InvalidPasswordException"):
        pool.idp.confirm_forgot_password(**wanted, Password="short")
    pool.idp.confirm_forgot_password(**wanted, Password=_NEW)


def test_a_user_without_a_verified_address_cannot_recover(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=[])
    pool.sign_up()
    with refused("InvalidParameterException"):
        pool.idp.forgot_password(ClientId=pool.client_id, Username="ana")


def test_an_unknown_name_is_told_from_a_known_one_only_where_the_client_allows_it(
    session: Session, account: str
) -> None:
    open_pool = UserPool(session, account, triggers=[])
    with refused("UserNotFoundException", "Username/client id combination not found."):
        open_pool.idp.forgot_password(ClientId=open_pool.client_id, Username="nobody")
    client = open_pool.idp.create_user_pool_client(
        UserPoolId=open_pool.id, ClientName="discreet", PreventUserExistenceErrors="ENABLED"
    )["UserPoolClient"]["ClientId"]
    assert open_pool.idp.forgot_password(ClientId=client, Username="nobody")["CodeDeliveryDetails"]
    with refused("CodeMismatchException"):
        open_pool.idp.confirm_forgot_password(
            ClientId=client, Username="nobody", ConfirmationCode="123456", Password=_NEW
        )
    assert mailbox.read(open_pool.cloud, pool=open_pool.id) == []


def test_a_reset_by_an_administrator_sends_the_code_and_stops_the_old_password(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    pool.confirmed()
    pool.idp.admin_reset_user_password(UserPoolId=pool.id, Username="ana", ClientMetadata={"by": "clerk"})
    assert pool.event("CustomMessage_ForgotPassword")["request"]["clientMetadata"] == {"by": "clerk"}
    with refused("PasswordResetRequiredException"):
        pool.initiate()
    pool.idp.confirm_forgot_password(
        ClientId=pool.client_id, Username="ana", ConfirmationCode=pool.mail().code, Password=_NEW
    )
    assert pool.initiate(parameters={"PASSWORD": _NEW})["AuthenticationResult"]


def test_a_changed_address_is_verified_by_the_code_sent_there(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    pool.confirmed()
    token = pool.initiate()["AuthenticationResult"]["AccessToken"]
    changed = pool.idp.update_user_attributes(
        AccessToken=token, UserAttributes=attributes(email=_ELSEWHERE, name="Ana"), ClientMetadata={"lang": "cs"}
    )
    assert changed["CodeDeliveryDetailsList"] == [
        {"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    ]
    event = pool.event("CustomMessage_UpdateUserAttribute")
    assert event["request"]["clientMetadata"] == {"lang": "cs"}
    assert event["callerContext"]["clientId"] == pool.client_id
    assert pool.user()["Attributes"]["email_verified"] == "false"
    message = pool.mail(_ELSEWHERE)
    with refused("CodeMismatchException"):
        wrong = f"{(int(message.code) + 1) % 10**6:06d}"
        pool.idp.verify_user_attribute(AccessToken=token, AttributeName="email", Code=wrong)
    pool.idp.verify_user_attribute(AccessToken=token, AttributeName="email", Code=message.code)
    assert pool.user()["Attributes"]["email_verified"] == "true"


def test_an_address_that_must_be_verified_first_changes_with_its_code(session: Session, account: str) -> None:
    first = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    pool = UserPool(session, account, triggers=[], UserAttributeUpdateSettings=first)
    pool.confirmed()
    token = pool.initiate()["AuthenticationResult"]["AccessToken"]
    pool.idp.update_user_attributes(AccessToken=token, UserAttributes=attributes(email=_ELSEWHERE))
    assert pool.user()["Attributes"]["email"] == ANA
    pool.idp.verify_user_attribute(AccessToken=token, AttributeName="email", Code=pool.mail(_ELSEWHERE).code)
    assert pool.user()["Attributes"]["email"] == _ELSEWHERE


def test_a_user_may_ask_for_a_code(session: Session, account: str) -> None:
    pool = UserPool(
        session,
        account,
        "if source.startswith('CustomMessage'): response['smsMessage'] = 'Inkwell ' + request['codeParameter']",
    )
    pool.confirmed(UserAttributes=attributes(email=ANA, phone_number=NUMBER))
    token = pool.initiate()["AuthenticationResult"]["AccessToken"]
    sent = pool.idp.get_user_attribute_verification_code(
        AccessToken=token, AttributeName="phone_number", ClientMetadata={"lang": "cs"}
    )
    assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
    assert pool.event("CustomMessage_VerifyUserAttribute")["request"]["clientMetadata"] == {"lang": "cs"}
    message = pool.mail(NUMBER)
    assert message.body == f"Inkwell {message.code}"
    pool.idp.verify_user_attribute(AccessToken=token, AttributeName="phone_number", Code=message.code)
    assert pool.user()["Attributes"]["phone_number_verified"] == "true"


def test_an_administrator_may_declare_an_address_verified(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    pool.confirmed()
    pool.idp.admin_update_user_attributes(
        UserPoolId=pool.id, Username="ana", UserAttributes=attributes(email=_ELSEWHERE, email_verified="true")
    )
    assert "CustomMessage_UpdateUserAttribute" not in pool.sources()
    pool.idp.admin_update_user_attributes(
        UserPoolId=pool.id, Username="ana", UserAttributes=attributes(email=ANA), ClientMetadata={"by": "clerk"}
    )
    assert pool.event("CustomMessage_UpdateUserAttribute")["request"]["clientMetadata"] == {"by": "clerk"}
