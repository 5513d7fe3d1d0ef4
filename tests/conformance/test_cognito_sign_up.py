"""Signing up: which triggers run, what they see, what their answers change, and the codes that confirm a user.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deployed import eventually
from user_pools import ANA, NUMBER, PASSWORD, UserPool, attributes, refused

from lambda_workshop.cloud import cleanup, mailbox

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("cognito")

_AUTO_CONFIRM = "if source.startswith('PreSignUp'): response.update(autoConfirmUser=True, autoVerifyEmail=True)"


def test_a_sign_up_runs_pre_sign_up_then_the_message_then_post_confirmation(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    pool.confirmed()
    assert pool.sources() == ["PreSignUp_SignUp", "CustomMessage_SignUp", "PostConfirmation_ConfirmSignUp"]
    user = pool.user()
    assert user["UserStatus"] == "CONFIRMED"
    assert user["Attributes"]["email_verified"] == "true"


def test_pre_sign_up_sees_what_was_entered_and_no_user(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    pool.sign_up(ValidationData=attributes(voucher="INK5"), ClientMetadata={"campaign": "spring"})
    assert pool.event("PreSignUp_SignUp") == {
        "version": "1",
        "region": "us-east-1",
        "userPoolId": pool.id,
        "userName": "ana",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": pool.client_id},
        "triggerSource": "PreSignUp_SignUp",
        "request": {
            "userAttributes": {"email": ANA},
            "validationData": {"voucher": "INK5"},
            "clientMetadata": {"campaign": "spring"},
        },
        "response": {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    }
    assert pool.event("CustomMessage_SignUp")["request"]["clientMetadata"] == {"campaign": "spring"}


def test_an_event_of_a_call_without_data_has_no_client_metadata(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    pool.confirmed()
    assert pool.event("PreSignUp_SignUp")["request"]["validationData"] is None
    assert all("clientMetadata" not in event["request"] for event in pool.events())


def test_a_user_whom_pre_sign_up_confirms_gets_no_code_and_post_confirmation_at_once(
    session: Session, account: str
) -> None:
    pool = UserPool(session, account, _AUTO_CONFIRM)
    answer = pool.sign_up(ClientMetadata={"campaign": "spring"})
    assert answer["UserConfirmed"] is True
    assert "CodeDeliveryDetails" not in answer
    assert pool.sources() == ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"]
    confirmed = pool.event("PostConfirmation_ConfirmSignUp")
    assert confirmed["request"] == {
        "userAttributes": {
            "sub": answer["UserSub"],
            "cognito:user_status": "CONFIRMED",
            "email": ANA,
            "email_verified": "true",
        },
        "clientMetadata": {"campaign": "spring"},
    }
    assert confirmed["response"] == {}
    assert mailbox.read(pool.cloud, pool=pool.id) == []


def test_post_confirmation_gets_the_data_of_the_confirmation_and_not_of_the_sign_up(
    session: Session, account: str
) -> None:
    pool = UserPool(session, account)
    pool.sign_up(ClientMetadata={"from": "sign-up"})
    pool.idp.confirm_sign_up(
        ClientId=pool.client_id,
        Username="ana",
        ConfirmationCode=pool.mail().code,
        ClientMetadata={"from": "confirmation"},
    )
    request = pool.event("PostConfirmation_ConfirmSignUp")["request"]
    assert request["clientMetadata"] == {"from": "confirmation"}


def test_a_refused_sign_up_leaves_no_user(session: Session, account: str) -> None:
    pool = UserPool(session, account, "raise Exception('no bots')", triggers=["PreSignUp"])
    with refused("UserLambdaValidationException", "PreSignUp failed with error no bots."):
        pool.sign_up()
    assert pool.idp.list_users(UserPoolId=pool.id)["Users"] == []


@pytest.mark.parametrize(
    ("response", "message"),
    [
        ("autoVerifyEmail=True", "Phone or email cannot be auto verified, when user is not being auto confirmed."),
        ("autoConfirmUser=True, autoVerifyPhone=True", None),
    ],
    ids=["verified and not confirmed", "verified and not there"],
)
def test_pre_sign_up_verifies_only_what_a_confirmed_user_has(
    session: Session, account: str, response: str, message: str | None
) -> None:
    pool = UserPool(session, account, f"response.update({response})", triggers=["PreSignUp"])
    with refused("InvalidLambdaResponseException", message):
        pool.sign_up()
    assert pool.idp.list_users(UserPoolId=pool.id)["Users"] == []


def test_the_custom_message_is_what_the_user_reads(session: Session, account: str) -> None:
    pool = UserPool(
        session,
        account,
        "response.update(emailSubject='Inkwell', emailMessage='Dobry den! ' + request['codeParameter'])",
        triggers=["CustomMessage"],
    )
    pool.sign_up()
    message = pool.mail()
    assert (message.medium, message.subject, message.source) == ("EMAIL", "Inkwell", "CustomMessage_SignUp")
    assert message.body == f"Dobry den! {message.code}"
    assert len(message.code) == 6
    request = pool.event("CustomMessage_SignUp")["request"]
    assert request["codeParameter"] == "{####}"
    assert request["linkParameter"] == "{##Click Here##}"
    assert request["usernameParameter"] is None
    assert request["userAttributes"]["cognito:user_status"] == "UNCONFIRMED"
    assert request["userAttributes"]["email_verified"] == "false"


def test_a_custom_message_without_the_codes_place_is_refused(session: Session, account: str) -> None:
    pool = UserPool(session, account, "response['emailMessage'] = 'Hello'", triggers=["CustomMessage"])
    with refused("InvalidParameterException"):
        pool.sign_up()


def test_a_message_without_a_function_has_the_words_of_the_pools_template(session: Session, account: str) -> None:
    template = {"EmailSubject": "Inkwell's code", "EmailMessage": "It is {####}."}
    pool = UserPool(session, account, triggers=[], VerificationMessageTemplate=template)
    pool.sign_up()
    assert pool.mail().subject == "Inkwell's code"
    assert pool.mail().body == f"It is {pool.mail().code}."


def test_a_pool_that_verifies_nothing_sends_nothing(session: Session, account: str) -> None:
    pool = UserPool(session, account, AutoVerifiedAttributes=[])
    assert "CodeDeliveryDetails" not in pool.sign_up()
    assert mailbox.read(pool.cloud, pool=pool.id) == []
    with refused("InvalidParameterException", "Cannot resend codes. Auto verification not turned on."):
        pool.idp.resend_confirmation_code(ClientId=pool.client_id, Username="ana")
    with refused("ExpiredCodeException"):
        pool.idp.confirm_sign_up(ClientId=pool.client_id, Username="ana", ConfirmationCode="123456")


def test_the_code_goes_to_the_number_where_the_pool_verifies_both(session: Session, account: str) -> None:
    pool = UserPool(session, account, AutoVerifiedAttributes=["email", "phone_number"])
    answer = pool.sign_up(UserAttributes=attributes(email=ANA, phone_number=NUMBER))
    assert answer["CodeDeliveryDetails"] == {
        "Destination": "+*******4567",
        "DeliveryMedium": "SMS",
        "AttributeName": "phone_number",
    }
    message = pool.mail(NUMBER)
    assert (message.medium, message.subject) == ("SMS", "")
    pool.idp.confirm_sign_up(ClientId=pool.client_id, Username="ana", ConfirmationCode=message.code)
    assert pool.user()["Attributes"]["phone_number_verified"] == "true"
    assert pool.user()["Attributes"]["email_verified"] == "false"


def test_a_wrong_code_confirms_nobody(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PostConfirmation"])
    pool.sign_up()
    wrong = f"{(int(pool.mail().code) + 1) % 10**6:06d}"
    with refused("CodeMismatchException", "Invalid verification code provided, please try again."):
        pool.idp.confirm_sign_up(ClientId=pool.client_id, Username="ana", ConfirmationCode=wrong)
    assert pool.user()["UserStatus"] == "UNCONFIRMED"
    assert pool.sources() == []


def test_a_user_is_confirmed_once(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=[])
    pool.confirmed()
    with refused("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"):
        pool.idp.confirm_sign_up(ClientId=pool.client_id, Username="ana", ConfirmationCode=pool.mail().code)


def test_a_second_code_replaces_the_first(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    pool.sign_up()
    first = pool.mail().code
    sent = pool.idp.resend_confirmation_code(ClientId=pool.client_id, Username="ana", ClientMetadata={"asked": "again"})
    assert sent["CodeDeliveryDetails"]["Destination"] == "a***@i***"
    assert pool.event("CustomMessage_ResendCode")["request"]["clientMetadata"] == {"asked": "again"}
    second = pool.mail()
    assert second.source == "CustomMessage_ResendCode"
    if second.code != first:
        with refused("CodeMismatchException"):
            pool.idp.confirm_sign_up(ClientId=pool.client_id, Username="ana", ConfirmationCode=first)
    pool.idp.confirm_sign_up(ClientId=pool.client_id, Username="ana", ConfirmationCode=second.code)
    with refused("InvalidParameterException", "User is already confirmed."):
        pool.idp.resend_confirmation_code(ClientId=pool.client_id, Username="ana")


def test_a_user_stays_confirmed_when_post_confirmation_fails(session: Session, account: str) -> None:
    pool = UserPool(session, account, "raise ValueError('no table')", triggers=["PostConfirmation"])
    pool.sign_up()
    with refused("UserLambdaValidationException", "PostConfirmation failed with error no table."):
        pool.idp.confirm_sign_up(ClientId=pool.client_id, Username="ana", ConfirmationCode=pool.mail().code)
    assert pool.user()["UserStatus"] == "CONFIRMED"


def test_an_administrators_confirmation_runs_post_confirmation_and_verifies_nothing(
    session: Session, account: str
) -> None:
    pool = UserPool(session, account, triggers=["PostConfirmation"])
    pool.sign_up()
    pool.idp.admin_confirm_sign_up(UserPoolId=pool.id, Username="ana", ClientMetadata={"by": "clerk"})
    event = pool.event("PostConfirmation_ConfirmSignUp")
    assert event["request"]["clientMetadata"] == {"by": "clerk"}
    assert event["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"
    assert pool.user()["Attributes"]["email_verified"] == "false"


def test_a_pool_whose_users_sign_in_by_address_names_them_by_their_sub(session: Session, account: str) -> None:
    pool = UserPool(session, account, UsernameAttributes=["email"])
    answer = pool.sign_up(ANA, UserAttributes=[])
    pool.idp.confirm_sign_up(ClientId=pool.client_id, Username=ANA, ConfirmationCode=pool.mail().code)
    event = pool.event("PostConfirmation_ConfirmSignUp")
    assert event["userName"] == answer["UserSub"]
    assert event["request"]["userAttributes"]["cognito:email_alias"] == ANA


def test_an_administrator_creates_a_user_who_is_invited(session: Session, account: str) -> None:
    pool = UserPool(
        session,
        account,
        """
        if source.startswith('CustomMessage'):
            response['emailMessage'] = f"{request['usernameParameter']}, your key is {request['codeParameter']}"
        if source.startswith('PreSignUp'):
            response.update(autoConfirmUser=True, autoVerifyEmail=True)
        """,
    )
    created = pool.idp.admin_create_user(
        UserPoolId=pool.id,
        Username="ana",
        TemporaryPassword=PASSWORD,
        UserAttributes=attributes(email=ANA),
        DesiredDeliveryMediums=["EMAIL"],
        ValidationData=attributes(desk="3"),
        ClientMetadata={"by": "clerk"},
    )["User"]
    assert created["UserStatus"] == "FORCE_CHANGE_PASSWORD", "pre sign-up confirms nobody whom an administrator made"
    assert pool.sources() == ["PreSignUp_AdminCreateUser", "CustomMessage_AdminCreateUser"]
    request = pool.event("PreSignUp_AdminCreateUser")["request"]
    assert request["validationData"] == {"desk": "3"}
    assert request["clientMetadata"] == {"by": "clerk"}
    message = pool.event("CustomMessage_AdminCreateUser")
    assert message["request"]["usernameParameter"] == "{username}"
    assert message["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"
    assert pool.mail().body == f"ana, your key is {PASSWORD}"


def test_a_suppressed_invitation_is_not_sent(session: Session, account: str) -> None:
    pool = UserPool(session, account)
    pool.idp.admin_create_user(
        UserPoolId=pool.id, Username="ana", UserAttributes=attributes(email=ANA), MessageAction="SUPPRESS"
    )
    assert pool.sources() == ["PreSignUp_AdminCreateUser"]
    assert mailbox.read(pool.cloud, pool=pool.id) == []


def test_an_invitation_sent_again_has_a_new_password(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=[])
    wanted = {"UserPoolId": pool.id, "Username": "ana", "DesiredDeliveryMediums": ["EMAIL"]}
    pool.idp.admin_create_user(**wanted, UserAttributes=attributes(email=ANA))
    first = pool.mail().body
    pool.idp.admin_create_user(**wanted, MessageAction="RESEND")
    assert pool.mail().body != first


def test_a_user_whom_pre_sign_up_refuses_is_not_created(session: Session, account: str) -> None:
    pool = UserPool(session, account, "raise Exception('staff only')", triggers=["PreSignUp"])
    with refused("UserLambdaValidationException", "PreSignUp failed with error staff only."):
        pool.idp.admin_create_user(UserPoolId=pool.id, Username="ana")
    assert pool.idp.list_users(UserPoolId=pool.id)["Users"] == []


@pytest.mark.differs(embedded="custom e-mail and SMS senders do not fire: the pool sends its messages itself")
def test_a_custom_sender_gets_the_message_to_send(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=[])
    key = session.client("kms").create_key()["KeyMetadata"]["Arn"]
    sender = {"LambdaVersion": "V1_0", "LambdaArn": pool.function_arn}
    pool.idp.update_user_pool(
        UserPoolId=pool.id,
        AutoVerifiedAttributes=["email"],
        LambdaConfig={"CustomEmailSender": sender, "KMSKeyID": key},
    )
    pool.sign_up()
    eventually(lambda: "CustomEmailSender_SignUp" in pool.sources(), "the sender to be called", seconds=1)


def test_a_pool_is_cleaned_up_by_its_name(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=[])
    pool.idp.create_user_pool_domain(UserPoolId=pool.id, Domain="inkwell-prints")
    assert [item.name for item in cleanup.remove(pool.cloud, ["inkwell"], ["cognito-idp"])] == ["inkwell"]
    assert cleanup.leftovers(pool.cloud, ["inkwell"], ["cognito-idp"]) == []


def test_nobody_else_reads_an_accounts_mail(session: Session, account: str, backend: object) -> None:
    from lambda_workshop.cloud import Cloud
    from lambda_workshop.emulator.host.handle import EmbeddedBackend

    assert isinstance(backend, EmbeddedBackend)
    pool = UserPool(session, account, triggers=[])
    pool.sign_up()
    assert len(mailbox.read(pool.cloud)) == 1
    assert mailbox.read(Cloud(backend.session("999999999999"))) == []


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Origin": "https://elsewhere.example"}])
def test_the_mailbox_needs_a_signature_and_refuses_web_pages(backend: object, headers: dict[str, str]) -> None:
    import urllib.error
    import urllib.request

    from lambda_workshop.emulator.host.handle import EmbeddedBackend

    assert isinstance(backend, EmbeddedBackend)
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=000000000000/x, SignedHeaders=host, Signature=0"}
    wanted = signed | headers if "Origin" in headers else headers
    request = urllib.request.Request(f"{backend.endpoint_url}/_workshop/mailbox", headers=wanted)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=5)
    assert caught.value.code == 403
