"""Signing in: who may, with what, and which triggers run on the way.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
Order: user migration, when the pool does not have the user; pre authentication; the password or the challenges;
and with the tokens post authentication and pre token generation (tokens.py). A refreshed token runs only the last.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from typing import Any

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.fallback.ministack import call
from lambda_workshop.emulator.services.cognito import (
    challenges,
    device_proof,
    devices,
    events,
    invocation,
    messages,
    migration,
    sessions,
)
from lambda_workshop.emulator.services.cognito.call import (
    Answer,
    Data,
    Pool,
    Refusal,
    User,
    answer,
    call_of,
    content_of,
    current,
    find_user,
    hides_users,
    incorrect,
    pool_of_client,
    pool_of_id,
    set_attributes,
    user_by_name,
)

_REFRESH = ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")
_DEFAULT_FLOWS = ("ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")
_FLOWS = {
    "USER_PASSWORD_AUTH": ("ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"),
    "ADMIN_USER_PASSWORD_AUTH": ("ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"),
    "ADMIN_NO_SRP_AUTH": ("ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"),
    "CUSTOM_AUTH": ("ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH_FLOW_ONLY"),
    "USER_SRP_AUTH": ("ALLOW_USER_SRP_AUTH",),
}
_WITH_PASSWORD = ("USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH")


def initiate_auth(data: Data) -> Answer:
    """InitiateAuth."""
    return _initiate(pool_of_client(data.get("ClientId")), data, admin=False)


def admin_initiate_auth(data: Data) -> Answer:
    """AdminInitiateAuth."""
    return _initiate(_pool_and_client(data), data, admin=True)


def _pool_and_client(data: Data) -> Pool:
    pool = pool_of_id(data.get("UserPoolId"))
    if data.get("ClientId") not in pool["_clients"]:
        raise Refusal("ResourceNotFoundException", f"User pool client {data.get('ClientId')} does not exist.")
    return pool


def _require_flow(pool: Pool, data: Data, *, admin: bool) -> str:
    """The flow asked for; raises Refusal when the app client does not allow it.

    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
    """
    flow = str(data.get("AuthFlow") or "")
    if flow in _WITH_PASSWORD and flow.startswith("ADMIN_") != admin:
        raise Refusal("InvalidParameterException", "Initiate Auth method not supported.")
    allowed = pool["_clients"][data["ClientId"]].get("ExplicitAuthFlows") or _DEFAULT_FLOWS
    needed = _FLOWS.get(flow, ())
    older = not any(name.startswith("ALLOW_") for name in allowed)
    if not needed or set(needed) & set(allowed) or (older and flow in ("USER_SRP_AUTH", "CUSTOM_AUTH")):
        return flow
    subject = "Auth flow" if admin and flow in _WITH_PASSWORD else f"{flow} flow"
    raise Refusal("InvalidParameterException", f"{subject} not enabled for this client")


def _initiate(pool: Pool, data: Data, *, admin: bool) -> Answer:
    flow = _require_flow(pool, data, admin=admin)
    operation = "AdminInitiateAuth" if admin else "InitiateAuth"
    # Its data is for two triggers, under another name; the ones that run later must not see it.
    validation, data = data.get("ClientMetadata"), {key: data[key] for key in data if key != "ClientMetadata"}
    parameters = data.get("AuthParameters") or {}
    devices.given_key.set(str(parameters.get("DEVICE_KEY") or ""))
    current.set(replace(current.get(), metadata=None, validation=validation))
    if flow in _REFRESH or flow not in _FLOWS:
        return call("cognito-idp", operation, data)
    for name in ("USERNAME", *(("PASSWORD",) if flow in _WITH_PASSWORD else ())):
        if not parameters.get(name):
            raise Refusal("InvalidParameterException", f"Missing required parameter {name}")
    username = str(parameters["USERNAME"])
    user = find_user(pool, username)
    if user is None and flow in _WITH_PASSWORD:
        user = migration.at_sign_in(pool, username, str(parameters["PASSWORD"]), validation)
    if user is not None and not user.get("Enabled", True):
        raise Refusal("NotAuthorizedException", "User is disabled.")
    if user is not None or hides_users(pool, str(data["ClientId"])):
        event = events.pre_authentication(pool, username, user, validation)
        invocation.call(pool, "PreAuthentication", event)
    if flow == "CUSTOM_AUTH":
        return challenges.begin(pool, data)
    return _with_session(pool, data, call("cognito-idp", operation, data))


def _with_session(pool: Pool, data: Data, made: Answer) -> Answer:
    """Give a demand for a new password a session that its answer must bring along."""
    content = content_of(made) if made[0] == 200 else {}
    if content.get("ChallengeName") != "NEW_PASSWORD_REQUIRED":
        return made
    name = str(content["ChallengeParameters"]["USER_ID_FOR_SRP"])
    user = user_by_name(pool, name)
    token = sessions.begin(pool, str(data["ClientId"]), user["Username"], "NEW_PASSWORD_REQUIRED")
    return answer(content | {"Session": token})


def respond_to_auth_challenge(data: Data) -> Answer:
    """RespondToAuthChallenge."""
    return _respond(pool_of_client(data.get("ClientId")), data, "RespondToAuthChallenge")


def admin_respond_to_auth_challenge(data: Data) -> Answer:
    """AdminRespondToAuthChallenge."""
    return _respond(_pool_and_client(data), data, "AdminRespondToAuthChallenge")


def _respond(pool: Pool, data: Data, operation: str) -> Answer:
    responses = data.get("ChallengeResponses") or {}
    devices.given_key.set(str(responses.get("DEVICE_KEY") or ""))
    match data.get("ChallengeName"):
        case challenges.CUSTOM:
            return challenges.respond(pool, data)
        case "NEW_PASSWORD_REQUIRED":
            return _new_password(pool, data)
        case "SMS_MFA":
            return _text_message_code(pool, data)
        case device_proof.FIRST:
            return device_proof.begin(pool, data)
        case device_proof.SECOND:
            return _tokens(pool, data, device_proof.proven(pool, data), "TokenGeneration_AuthenticateDevice")
        case _:
            return _with_session(pool, data, call("cognito-idp", operation, data))


def _new_password(pool: Pool, data: Data) -> Answer:
    """The password that replaces the temporary one, and attributes along with it."""
    responses = data.get("ChallengeResponses") or {}
    password = responses.get("NEW_PASSWORD")
    if not password:
        raise Refusal("InvalidParameterException", "Missing required parameter NEW_PASSWORD")
    if refused := cognito.password_refusal(pool, password):
        return refused
    session = sessions.end(pool, data.get("ClientId"), data.get("Session"), "NEW_PASSWORD_REQUIRED")
    user = user_by_name(pool, session["username"])
    user["_password"] = password
    user["UserStatus"] = "CONFIRMED"
    prefix = "userAttributes."
    set_attributes(user, {key.removeprefix(prefix): responses[key] for key in responses if key.startswith(prefix)})
    return _tokens(pool, data, user, "TokenGeneration_NewPasswordChallenge")


def _tokens(pool: Pool, data: Data, user: User, source: str = "TokenGeneration_Authentication") -> Answer:
    current.set(call_of(data))
    made = cognito.tokens(pool["Id"], data["ClientId"], user, source=source, metadata=data.get("ClientMetadata"))
    return answer({"AuthenticationResult": made, "ChallengeParameters": {}})


def second_factor(original: Any) -> Any:
    """Replace `cognito._mfa_challenge_for_user`: a text message for who has no authenticator app.

    A remembered device stands in for either: it is asked to prove itself.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html
    """

    def challenge(pool: Pool, user: User, pool_id: str, username: str) -> dict[str, Any] | None:
        if device := device_proof.challenge(pool, current.get().client_id, user):
            return device
        enabled = user.get("_mfa_enabled") or []
        number = messages.by("phone_number", user)
        if pool.get("MfaConfiguration", "OFF") == "OFF" or number is None or "SMS_MFA" not in enabled:
            found: dict[str, Any] | None = original(pool, user, pool_id, username)
            return found
        if user.get("_preferred_mfa") == "SOFTWARE_TOKEN_MFA":
            app: dict[str, Any] | None = original(pool, user, pool_id, username)
            return app
        code = f"{secrets.randbelow(10**6):06d}"
        messages.send(pool, "CustomMessage_Authentication", user, [number], code)
        token = sessions.begin(pool, current.get().client_id, user["Username"], "SMS_MFA", code=code)
        return {
            "ChallengeName": "SMS_MFA",
            "Session": token,
            "ChallengeParameters": {
                "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
                "CODE_DELIVERY_DESTINATION": messages.masked(number.destination),
                "USER_ID_FOR_SRP": user["Username"],
            },
        }

    return challenge


def _text_message_code(pool: Pool, data: Data) -> Answer:
    session = sessions.end(pool, data.get("ClientId"), data.get("Session"), "SMS_MFA")
    given = str((data.get("ChallengeResponses") or {}).get("SMS_MFA_CODE") or "")
    if not hmac.compare_digest(str(session["code"]).encode(), given.encode()):
        raise Refusal("CodeMismatchException", "Invalid code or auth state for the user.")
    user = find_user(pool, session["username"])
    if user is None or not user.get("Enabled", True):
        raise incorrect()
    return _tokens(pool, data, user)


def get_tokens_from_refresh_token(data: Data) -> Answer:
    """GetTokensFromRefreshToken, which does hand its data to pre token generation."""
    return call("cognito-idp", "GetTokensFromRefreshToken", data)
