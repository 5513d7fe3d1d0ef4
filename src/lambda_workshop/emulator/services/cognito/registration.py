"""New users: sign-up, confirmation, the code once more, and users that an administrator creates.

https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
Order of the triggers: pre sign-up; then the message with the code, or post confirmation at once when pre sign-up
confirmed the user; post confirmation after the code. Users that an administrator creates are never confirmed this
way, and the answers of pre sign-up do not count for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.fallback.ministack import call
from lambda_workshop.emulator.services.cognito import codes, events, invocation, messages
from lambda_workshop.emulator.services.cognito.call import (
    Answer,
    Data,
    Pool,
    Refusal,
    User,
    answer,
    attributes_of,
    content_of,
    current,
    find_user,
    hides_users,
    no_such_user,
    pool_of_client,
    pool_of_id,
    set_attributes,
    user_by_name,
)
from lambda_workshop.emulator.services.cognito.responses import unrecognizable

_SIGN_UP = "sign-up"


def ask_pre_sign_up(
    pool_id: str,
    client_id: str,
    username: str,
    user_attrs: Mapping[str, str],
    trigger_source: str = "PreSignUp_ExternalProvider",
) -> dict[str, bool]:
    """Replace `cognito._apply_presignup_trigger`: what pre sign-up says of this new user; raises Refusal.

    MiniStack's own pages, by which users of another provider come in, expect an exception of MiniStack's.
    """
    pool = pool_of_id(pool_id)
    shown = {name: value for name, value in user_attrs.items() if name != "sub"}
    call = current.set(replace(current.get(), client_id=client_id))
    try:
        response = invocation.call(pool, "PreSignUp", events.pre_sign_up(pool, trigger_source, username, shown))
    except Refusal as refusal:
        if trigger_source == "PreSignUp_ExternalProvider":
            raise cognito.sign_up_rejected(refusal.message) from refusal
        raise
    finally:
        current.reset(call)
    said = {name: response.get(name) is True for name in ("autoConfirmUser", "autoVerifyEmail", "autoVerifyPhone")}
    if trigger_source == "PreSignUp_SignUp":
        _require_sense(said, shown)
    return said


def _require_sense(said: Mapping[str, bool], attributes: Mapping[str, str]) -> None:
    """Only a user who is confirmed has something verified, and only what they have; raises Refusal.

    https://github.com/aws/aws-sdk-java/issues/1049
    """
    verified = {"autoVerifyEmail": "email", "autoVerifyPhone": "phone_number"}
    if any(said[flag] for flag in verified) and not said["autoConfirmUser"]:
        message = "Phone or email cannot be auto verified, when user is not being auto confirmed."
        raise Refusal("InvalidLambdaResponseException", message)
    if any(said[flag] and not attributes.get(name) for flag, name in verified.items()):
        raise unrecognizable()


def sign_up(data: Data) -> Answer:
    """SignUp: pre sign-up runs within, before there is a user."""
    pool = pool_of_client(data.get("ClientId"))
    if (pool.get("AdminCreateUserConfig") or {}).get("AllowAdminCreateUserOnly"):
        raise Refusal("NotAuthorizedException", "SignUp is not permitted for this user pool")
    made = call("cognito-idp", "SignUp", data)
    if made[0] != 200:
        return made
    content = content_of(made)
    user = user_by_name(pool, content["UserSub"])
    content.pop("CodeDeliveryDetails", None)
    own = attributes_of(user)
    unverified = {f"{name}_verified": "false" for name in ("email", "phone_number") if name in own}
    set_attributes(user, unverified | {name: own[name] for name in unverified if name in own})
    if content["UserConfirmed"]:
        _confirmed(pool, "PostConfirmation_ConfirmSignUp", user)
    elif details := _send_code(pool, "CustomMessage_SignUp", user):
        content["CodeDeliveryDetails"] = details
    return answer(content)


def no_mail_of_its_own(*_arguments: Any, **_options: Any) -> None:
    """Replace `cognito._send_verification_email`: the flows here send the pool's messages."""


def _verified_by(pool: Pool, user: User) -> messages.Delivery | None:
    """Where a new user's code goes: to the number first, where the pool verifies both."""
    wanted = [name for name in ("phone_number", "email") if name in (pool.get("AutoVerifiedAttributes") or ())]
    return next((found for name in wanted if (found := messages.by(name, user))), None)


def _send_code(pool: Pool, source: str, user: User) -> dict[str, str] | None:
    """Send the user a code and return its delivery details; None when the pool verifies nothing of theirs."""
    delivery = _verified_by(pool, user)
    if delivery is None:
        return None
    code = codes.issue(user, _SIGN_UP, delivery.attribute, seconds=codes.DAY)
    messages.send(pool, source, user, [delivery], code)
    return delivery.details()


def _confirmed(pool: Pool, source: str, user: User) -> None:
    """Tell post confirmation. The user stays confirmed even when the function fails the call."""
    invocation.call(pool, "PostConfirmation", events.post_confirmation(pool, source, user))


def _require_unconfirmed(user: User) -> None:
    status = user.get("UserStatus")
    if status != "UNCONFIRMED":
        raise Refusal("NotAuthorizedException", f"User cannot be confirmed. Current status is {status}")


def _confirm(user: User) -> None:
    user["UserStatus"] = "CONFIRMED"
    codes.forget(user, _SIGN_UP)
    set_attributes(user, {})


def confirm_sign_up(data: Data) -> Answer:
    """ConfirmSignUp: the code must be the one that was sent; the attribute that got it is verified."""
    pool = pool_of_client(data.get("ClientId"))
    user = find_user(pool, data.get("Username"))
    if user is None:
        if hides_users(pool, str(data.get("ClientId"))):
            raise codes.mismatch()
        raise no_such_user()
    _require_unconfirmed(user)
    attribute = codes.redeem(user, _SIGN_UP, data.get("ConfirmationCode"))
    set_attributes(user, {f"{attribute}_verified": "true"})
    _confirm(user)
    _confirmed(pool, "PostConfirmation_ConfirmSignUp", user)
    return answer({})


def admin_confirm_sign_up(data: Data) -> Answer:
    """AdminConfirmSignUp: no code, nothing verified, post confirmation all the same."""
    pool = pool_of_id(data.get("UserPoolId"))
    user = user_by_name(pool, data.get("Username"))
    _require_unconfirmed(user)
    _confirm(user)
    _confirmed(pool, "PostConfirmation_ConfirmSignUp", user)
    return answer({})


def resend_confirmation_code(data: Data) -> Answer:
    """ResendConfirmationCode: a new code; the one before is good no more."""
    pool = pool_of_client(data.get("ClientId"))
    user = find_user(pool, data.get("Username"))
    if user is None:
        if hides_users(pool, str(data.get("ClientId"))):
            details = messages.Delivery("EMAIL", "email", str(data.get("Username"))).details()
            return answer({"CodeDeliveryDetails": details})
        raise no_such_user()
    if user.get("UserStatus") != "UNCONFIRMED":
        raise Refusal("InvalidParameterException", "User is already confirmed.")
    sent = _send_code(pool, "CustomMessage_ResendCode", user)
    if sent is None:
        raise Refusal("InvalidParameterException", "Cannot resend codes. Auto verification not turned on.")
    return answer({"CodeDeliveryDetails": sent})


def admin_create_user(data: Data) -> Answer:
    """AdminCreateUser: pre sign-up, then the invitation, unless the caller suppresses it.

    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
    """
    pool = pool_of_id(data.get("UserPoolId"))
    action = str(data.get("MessageAction") or "").upper()
    username = data.get("Username")
    existing = find_user(pool, username)
    if action == "RESEND":
        return _invite_again(pool, user_by_name(pool, username), data)
    password = data.get("TemporaryPassword") or cognito.temporary_password()
    wanted = cognito.attributes_in(data.get("UserAttributes") or [])
    refused = (
        cognito.new_user_refusal(pool, username, wanted) or cognito.password_refusal(pool, password)
        if isinstance(username, str) and username
        else None
    )
    if refused:
        return refused
    if username and existing is None:
        event = events.pre_sign_up(pool, "PreSignUp_AdminCreateUser", str(username), wanted)
        invocation.call(pool, "PreSignUp", event)
    changed = data | {"TemporaryPassword": password, "MessageAction": "SUPPRESS"}
    made = call("cognito-idp", "AdminCreateUser", changed)
    if made[0] != 200 or action == "SUPPRESS":
        return made
    user = user_by_name(pool, content_of(made)["User"]["Username"])
    try:
        invite(pool, user, password, data.get("DesiredDeliveryMediums"))
    except Refusal:
        del pool["_users"][user["Username"]]
        raise
    return made


def _invite_again(pool: Pool, user: User, data: Data) -> Answer:
    """A new temporary password for somebody who has not used the first."""
    if user.get("UserStatus") != "FORCE_CHANGE_PASSWORD":
        raise Refusal(
            "UnsupportedUserStateException",
            f"Resend not possible. {user['Username']} status is not FORCE_CHANGE_PASSWORD",
        )
    password = data.get("TemporaryPassword") or cognito.temporary_password()
    if refused := cognito.password_refusal(pool, password):
        return refused
    user["_password"] = password
    set_attributes(user, {})
    invite(pool, user, password, data.get("DesiredDeliveryMediums"))
    return answer({"User": cognito.described(user)})


def invite(pool: Pool, user: User, password: str, mediums: object) -> None:
    """Send the user's name and temporary password by the mediums asked for; raises Refusal.

    Nobody asked: by text message where the pool can send one and the user has a number, by mail otherwise.
    """
    number, mail = messages.by("phone_number", user), messages.by("email", user)
    if isinstance(mediums, list) and mediums:
        chosen = [number if medium == "SMS" else mail for medium in mediums]
    else:
        chosen = [number if number and pool.get("SmsConfiguration") else mail]
    messages.send(pool, "CustomMessage_AdminCreateUser", user, [delivery for delivery in chosen if delivery], password)
