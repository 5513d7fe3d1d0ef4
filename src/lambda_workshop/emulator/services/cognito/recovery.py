"""Forgotten passwords: the code to a verified address, and the new password for it.

https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-recover-a-user-account.html
"""

from __future__ import annotations

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.services.cognito import codes, events, invocation, messages, migration
from lambda_workshop.emulator.services.cognito.call import (
    Answer,
    Data,
    Pool,
    Refusal,
    User,
    answer,
    attributes_of,
    find_user,
    hides_users,
    no_such_user,
    pool_of_client,
    pool_of_id,
    set_attributes,
    user_by_name,
)

_RESET = "password"
_MECHANISMS = {"verified_email": "email", "verified_phone_number": "phone_number"}


def forgot_password(data: Data) -> Answer:
    """ForgotPassword: a user that the pool does not have may be migrated first."""
    pool, client = pool_of_client(data.get("ClientId")), str(data.get("ClientId"))
    username = str(data.get("Username"))
    user = find_user(pool, username) or migration.at_forgotten_password(pool, username)
    if user is None:
        if hides_users(pool, client):
            return answer({"CodeDeliveryDetails": messages.Delivery("EMAIL", "email", username).details()})
        raise no_such_user()
    if not user.get("Enabled", True):
        raise Refusal("NotAuthorizedException", "User is disabled.")
    if user.get("UserStatus") not in ("CONFIRMED", "RESET_REQUIRED", "UNCONFIRMED"):
        raise Refusal("NotAuthorizedException", "User password cannot be reset in the current state.")
    return answer({"CodeDeliveryDetails": _send_code(pool, user)})


def admin_reset_user_password(data: Data) -> Answer:
    """AdminResetUserPassword: the user gets a code, and cannot sign in until it is used."""
    pool = pool_of_id(data.get("UserPoolId"))
    user = user_by_name(pool, data.get("Username"))
    if user.get("UserStatus") not in ("CONFIRMED", "RESET_REQUIRED"):
        raise Refusal("NotAuthorizedException", "User password cannot be reset in the current state.")
    _send_code(pool, user)
    user["UserStatus"] = "RESET_REQUIRED"
    set_attributes(user, {})
    return answer({})


def _send_code(pool: Pool, user: User) -> dict[str, str]:
    """Send the code to what the pool's recovery setting names first and the user has verified; raises Refusal."""
    own = attributes_of(user)
    setting = (pool.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    ordered = [item.get("Name") for item in sorted(setting, key=lambda item: int(item.get("Priority", 1)))]
    for name in ordered or ["verified_phone_number", "verified_email"]:
        attribute = _MECHANISMS.get(str(name), "")
        delivery = messages.by(attribute, user) if own.get(f"{attribute}_verified", "").lower() == "true" else None
        if delivery:
            code = codes.issue(user, _RESET, delivery.attribute, seconds=codes.HOUR)
            messages.send(pool, "CustomMessage_ForgotPassword", user, [delivery], code)
            return delivery.details()
    raise Refusal(
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
    )


def confirm_forgot_password(data: Data) -> Answer:
    """ConfirmForgotPassword: the new password counts once the code is right; then post confirmation."""
    pool, client = pool_of_client(data.get("ClientId")), str(data.get("ClientId"))
    user = find_user(pool, data.get("Username"))
    if user is None:
        if hides_users(pool, client):
            raise codes.mismatch()
        raise no_such_user()
    password = str(data.get("Password") or "")
    if refused := cognito.password_refusal(pool, password):
        return refused
    codes.redeem(user, _RESET, data.get("ConfirmationCode"))
    user["_password"] = password
    user["UserStatus"] = "CONFIRMED"
    set_attributes(user, {})
    event = events.post_confirmation(pool, "PostConfirmation_ConfirmForgotPassword", user)
    invocation.call(pool, "PostConfirmation", event)
    return answer({})
