"""A day at the print shop's user pool, and every kind of event that its functions get on it.

`python tests/conformance/inkwell_users.py` writes them down as the section's golden events.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from user_pools import UserPool, attributes

if TYPE_CHECKING:
    from localstack_client.session import Session

EVENTS = Path(__file__).parents[2] / "src" / "lambda_workshop" / "sections" / "cognito" / "events"

_BODY = """
if source.startswith('Define'):
    done = request['session']
    response['issueTokens'] = bool(done and done[-1]['challengeResult'])
    response['challengeName'] = 'CUSTOM_CHALLENGE'
if source.startswith('Create'):
    response['publicChallengeParameters'] = {'hint': 'the number on your last order'}
    response['privateChallengeParameters'] = {'answer': 'INK-20417'}
    response['challengeMetadata'] = 'LAST_ORDER'
if source.startswith('Verify'):
    response['answerCorrect'] = request['challengeAnswer'] == request['privateChallengeParameters']['answer']
if source.startswith('UserMigration'):
    response['userAttributes'] = {'email': f"{event['userName']}@inkwell.example", 'email_verified': 'true'}
    response['messageAction'] = 'SUPPRESS'
    if source.endswith('Authentication'):
        response['finalUserStatus'] = 'CONFIRMED'
"""
_PASSWORD = "Tulips-and-1-press"
_NEW = "Roses-and-2-presses"
_ADA = "ada@inkwell.example"
_NUMBER = "+420601234567"

# The golden event of each trigger source; of one that fires again and again, the first.
NAMES = {
    "PreSignUp_SignUp": "pre_sign_up",
    "PreSignUp_AdminCreateUser": "pre_sign_up_by_administrator",
    "PostConfirmation_ConfirmSignUp": "post_confirmation",
    "PostConfirmation_ConfirmForgotPassword": "post_confirmation_of_forgotten_password",
    "PreAuthentication_Authentication": "pre_authentication",
    "PostAuthentication_Authentication": "post_authentication",
    "TokenGeneration_Authentication": "pre_token_generation",
    "TokenGeneration_NewPasswordChallenge": "pre_token_generation_after_new_password",
    "TokenGeneration_RefreshTokens": "pre_token_generation_v2",
    "UserMigration_Authentication": "user_migration",
    "UserMigration_ForgotPassword": "user_migration_of_forgotten_password",
    "DefineAuthChallenge_Authentication": "define_auth_challenge",
    "CreateAuthChallenge_Authentication": "create_auth_challenge",
    "VerifyAuthChallengeResponse_Authentication": "verify_auth_challenge_response",
    "CustomMessage_SignUp": "custom_message_sign_up",
    "CustomMessage_AdminCreateUser": "custom_message_invitation",
    "CustomMessage_ResendCode": "custom_message_resent_code",
    "CustomMessage_ForgotPassword": "custom_message_forgotten_password",
    "CustomMessage_UpdateUserAttribute": "custom_message_changed_address",
    "CustomMessage_VerifyUserAttribute": "custom_message_asked_for_code",
    "CustomMessage_Authentication": "custom_message_second_factor",
}


def deliveries(session: Session, account: str) -> dict[str, dict[str, Any]]:
    """Live the day, and return what the functions got, by the golden event's name."""
    pool = UserPool(session, account, _BODY, MfaConfiguration="OPTIONAL")
    idp, client = pool.idp, {"ClientId": pool.client_id}
    _customer(pool)
    signed_in = _signs_in(pool)
    idp.update_user_attributes(AccessToken=signed_in["AccessToken"], UserAttributes=attributes(email=f"new-{_ADA}"))
    idp.get_user_attribute_verification_code(AccessToken=signed_in["AccessToken"], AttributeName="phone_number")
    _clerk(pool)
    pool.initiate(username="grace", parameters={"PASSWORD": "from-the-old-shop"}, ClientMetadata={"till": "4"})
    idp.forgot_password(**client, Username="linus", ClientMetadata={"language": "cs"})
    challenge = pool.initiate("CUSTOM_AUTH", username="grace")
    pool.answer(challenge, USERNAME="grace", ANSWER="INK-20417", metadata={"desk": "3"})
    idp.admin_set_user_mfa_preference(UserPoolId=pool.id, Username="ada", SMSMfaSettings={"Enabled": True})
    pool.initiate(username="ada", parameters={"PASSWORD": _NEW})
    second = {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": pool.function_arn}}
    idp.update_user_pool(UserPoolId=pool.id, LambdaConfig=second)
    refresh = signed_in["RefreshToken"]
    idp.get_tokens_from_refresh_token(**client, RefreshToken=refresh, ClientMetadata={"till": "4"})
    found: dict[str, dict[str, Any]] = {}
    for event in pool.events():
        found.setdefault(NAMES[event["triggerSource"]], event)
    rounds = [event for event in pool.events() if event["triggerSource"].startswith("Define")]
    return found | {"define_auth_challenge_after_an_answer": rounds[1]}


def _customer(pool: UserPool) -> None:
    """Ada signs up, asks for the code again, confirms, and forgets her password."""
    idp, client = pool.idp, {"ClientId": pool.client_id}
    pool.sign_up(
        "ada",
        Password=_PASSWORD,
        UserAttributes=attributes(email=_ADA, phone_number=_NUMBER, name="Ada Byron"),
        ValidationData=attributes(voucher="SPRING-5"),
        ClientMetadata={"campaign": "spring"},
    )
    idp.resend_confirmation_code(**client, Username="ada", ClientMetadata={"language": "cs"})
    code = pool.mail(_ADA).code
    idp.confirm_sign_up(**client, Username="ada", ConfirmationCode=code, ClientMetadata={"campaign": "spring"})
    idp.forgot_password(**client, Username="ada", ClientMetadata={"language": "cs"})
    idp.confirm_forgot_password(
        **client, Username="ada", ConfirmationCode=pool.mail(_ADA).code, Password=_NEW, ClientMetadata={"till": "4"}
    )


def _signs_in(pool: UserPool) -> dict[str, Any]:
    """Ada, who is in a group, signs in; returns her tokens."""
    pool.idp.create_group(UserPoolId=pool.id, GroupName="customers")
    pool.idp.admin_add_user_to_group(UserPoolId=pool.id, Username="ada", GroupName="customers")
    signed_in = pool.initiate(username="ada", parameters={"PASSWORD": _NEW}, ClientMetadata={"till": "4"})
    tokens: dict[str, Any] = signed_in["AuthenticationResult"]
    return tokens


def _clerk(pool: UserPool) -> None:
    """An administrator invites Bob, who chooses a password of his own."""
    pool.idp.admin_create_user(
        UserPoolId=pool.id,
        Username="bob",
        TemporaryPassword=_PASSWORD,
        UserAttributes=attributes(email="bob@inkwell.example"),
        DesiredDeliveryMediums=["EMAIL"],
        ValidationData=attributes(desk="3"),
        ClientMetadata={"invitedBy": "ada"},
    )
    challenge = pool.initiate(username="bob", parameters={"PASSWORD": _PASSWORD})
    pool.answer(challenge, USERNAME="bob", NEW_PASSWORD=_NEW, metadata={"desk": "3"})


def golden() -> dict[str, dict[str, Any]]:
    """The section's golden events, by name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(EVENTS.glob("*.json"))}


def main() -> int:
    """Write what a backend of its own delivers into the section's folder."""
    from lambda_workshop.emulator.host.handle import find_or_start

    with tempfile.TemporaryDirectory() as home:
        backend = find_or_start(Path(home))
        try:
            found = deliveries(backend.session("111122223333"), "111122223333")
        finally:
            backend.stop()
    EVENTS.mkdir(parents=True, exist_ok=True)
    for name, event in found.items():
        (EVENTS / f"{name}.json").write_text(json.dumps(event, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
