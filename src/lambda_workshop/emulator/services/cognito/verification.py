"""Changed addresses: a code to the new one, and its proof.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
"""

from __future__ import annotations

from dataclasses import replace

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.services.cognito import codes, messages
from lambda_workshop.emulator.services.cognito.call import (
    Answer,
    Data,
    Pool,
    Refusal,
    User,
    answer,
    attributes_of,
    current,
    pool_of_id,
    set_attributes,
    user_by_name,
)

_VERIFIABLE = ("email", "phone_number")
_PENDING = "_workshop_pending"
"""Where a user's record keeps values that count only once they are verified."""


def update_user_attributes(data: Data) -> Answer:
    """UpdateUserAttributes, by the user."""
    pool, user = _user_of_token(data)
    return answer({"CodeDeliveryDetailsList": _update(pool, user, data)})


def admin_update_user_attributes(data: Data) -> Answer:
    """AdminUpdateUserAttributes, which may also declare an address verified."""
    pool = pool_of_id(data.get("UserPoolId"))
    _update(pool, user_by_name(pool, data.get("Username")), data)
    return answer({})


def _user_of_token(data: Data) -> tuple[Pool, User]:
    """Whose access token this is; the token's client is the one that the triggers are told of. Raises Refusal."""
    user, pool = cognito.user_of_token(str(data.get("AccessToken") or ""))
    if user is None:
        raise Refusal("NotAuthorizedException", "Invalid Access Token")
    client = str(cognito.claims_of(data["AccessToken"]).get("client_id") or "")
    current.set(replace(current.get(), client_id=client or current.get().client_id))
    return pool, user


def _update(pool: Pool, user: User, data: Data) -> list[dict[str, str]]:
    """Change the attributes, and send a code to each changed address that the pool verifies by itself."""
    changes = {item["Name"]: item.get("Value", "") for item in data.get("UserAttributes") or []}
    if "sub" in changes:
        raise Refusal("InvalidParameterException", "Cannot modify the non-mutable attribute sub")
    before = attributes_of(user)
    settings = pool.get("UserAttributeUpdateSettings") or {}
    held_back = settings.get("AttributesRequireVerificationBeforeUpdate") or []
    sent: list[dict[str, str]] = []
    now = dict(changes)
    to_verify: list[messages.Delivery] = []
    for name in _VERIFIABLE:
        if name not in changes or changes[name] == before.get(name):
            continue
        declared = changes.get(f"{name}_verified", "").lower() == "true"
        if declared:
            continue
        delivery = messages.Delivery("SMS" if name == "phone_number" else "EMAIL", name, changes[name])
        if name in held_back:
            user.setdefault(_PENDING, {})[name] = now.pop(name)
        else:
            now[f"{name}_verified"] = "false"
        if name in held_back or name in (pool.get("AutoVerifiedAttributes") or ()):
            to_verify.append(delivery)
    set_attributes(user, now)
    for delivery in to_verify:
        sent.append(_send_code(pool, "CustomMessage_UpdateUserAttribute", user, delivery))
    return sent


def _send_code(pool: Pool, source: str, user: User, delivery: messages.Delivery) -> dict[str, str]:
    code = codes.issue(user, f"verify {delivery.attribute}", delivery.attribute, seconds=codes.DAY)
    messages.send(pool, source, user, [delivery], code)
    return delivery.details()


def _attribute(data: Data) -> str:
    name = str(data.get("AttributeName") or "")
    if name not in _VERIFIABLE:
        raise Refusal("InvalidParameterException", f"Invalid attribute name {name}: only email and phone_number")
    return name


def get_user_attribute_verification_code(data: Data) -> Answer:
    """GetUserAttributeVerificationCode: the user asks for a code."""
    name = _attribute(data)
    pool, user = _user_of_token(data)
    pending = user.get(_PENDING, {}).get(name)
    found = messages.by(name, user)
    delivery = messages.Delivery("SMS" if name == "phone_number" else "EMAIL", name, pending) if pending else found
    if delivery is None:
        raise Refusal("InvalidParameterException", f"User does not have attribute {name}")
    return answer({"CodeDeliveryDetails": _send_code(pool, "CustomMessage_VerifyUserAttribute", user, delivery)})


def verify_user_attribute(data: Data) -> Answer:
    """VerifyUserAttribute: with the right code the address is verified, and a pending one takes its place."""
    name = _attribute(data)
    _pool, user = _user_of_token(data)
    codes.redeem(user, f"verify {name}", data.get("Code"))
    pending = user.get(_PENDING, {}).pop(name, None)
    set_attributes(user, ({name: pending} if pending else {}) | {f"{name}_verified": "true"})
    return answer({})
