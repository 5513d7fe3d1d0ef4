"""The event of every trigger, as AWS documents it and as user pools send it.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
The data that a client sends along reaches a function under one of two names, or not at all: sign-up has both,
`InitiateAuth` gives its metadata to pre authentication and user migration as `validationData` and to no other
trigger, and every other call gives it as `clientMetadata`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lambda_workshop.emulator.services.cognito.call import (
    Call,
    Pool,
    User,
    attributes_of,
    current,
    hides_users,
)

Event = dict[str, Any]

CODE = "{####}"
USERNAME = "{username}"
LINK = "{##Click Here##}"


def user_attributes(pool: Pool, user: User) -> dict[str, str]:
    """The attributes as an event shows them: those of the user, the status, and the aliases that sign the user in."""
    own = attributes_of(user)
    shown = {"sub": own.get("sub", "")}
    for alias in ("email", "phone_number"):
        names = [*(pool.get("UsernameAttributes") or ()), *(pool.get("AliasAttributes") or ())]
        if alias in names and alias in own:
            shown[f"cognito:{alias.removesuffix('_number')}_alias"] = own[alias]
    shown["cognito:user_status"] = str(user.get("UserStatus", ""))
    return shown | own


def envelope(
    pool: Pool, source: str, username: str, request: Mapping[str, Any], response: Mapping[str, Any], version: str = "1"
) -> Event:
    """The parts that all triggers' events share, around this request and response."""
    return {
        "version": version,
        "region": str(pool["Id"]).partition("_")[0],
        "userPoolId": pool["Id"],
        "userName": username,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": current.get().client_id},
        "triggerSource": source,
        "request": dict(request),
        "response": dict(response),
    }


def _metadata(call: Call) -> dict[str, Any]:
    """An event has no `clientMetadata` when the call had none."""
    return {"clientMetadata": dict(call.metadata)} if call.metadata else {}


def _not_found(pool: Pool, *, missing: bool = False) -> dict[str, Any]:
    """An event tells whether the user exists only where the client hides it from the caller."""
    return {"userNotFound": missing} if hides_users(pool, current.get().client_id) else {}


def pre_sign_up(pool: Pool, source: str, username: str, attributes: Mapping[str, str]) -> Event:
    """The event before a user is made: there is no `sub` yet, and no status.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
    """
    call = current.get()
    request = {"userAttributes": dict(attributes), "validationData": _pairs(call.validation), **_metadata(call)}
    response = {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}
    return envelope(pool, source, username, request, response)


def _pairs(pairs: Mapping[str, str] | None) -> dict[str, str] | None:
    return dict(pairs) if pairs else None


def post_confirmation(pool: Pool, source: str, user: User) -> Event:
    """The event after a user is confirmed, or has a new password in place of a forgotten one.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
    """
    request = {"userAttributes": user_attributes(pool, user), **_metadata(current.get())}
    return envelope(pool, source, user["Username"], request, {})


def pre_authentication(pool: Pool, username: str, user: User | None, validation: Mapping[str, str] | None) -> Event:
    """The event before a password or a challenge is looked at; `user` is None when there is none.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html
    """
    request = {
        "userAttributes": user_attributes(pool, user) if user else {},
        "validationData": _pairs(validation),
        **_not_found(pool, missing=user is None),
    }
    return envelope(pool, "PreAuthentication_Authentication", user["Username"] if user else username, request, {})


def post_authentication(pool: Pool, user: User, *, new_device: bool) -> Event:
    """The event after everything was right, before there are tokens.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html
    """
    request = {"userAttributes": user_attributes(pool, user), "newDeviceUsed": new_device, **_metadata(current.get())}
    return envelope(pool, "PostAuthentication_Authentication", user["Username"], request, {})


def custom_message(pool: Pool, source: str, user: User) -> Event:
    """The event before a message: the function sees placeholders, never the code.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
    Only an invitation has a place for the user's name.
    """
    invitation = source == "CustomMessage_AdminCreateUser"
    request = {
        "userAttributes": user_attributes(pool, user),
        "codeParameter": CODE,
        "linkParameter": LINK,
        "usernameParameter": USERNAME if invitation else None,
        **_metadata(current.get()),
    }
    response = {"smsMessage": None, "emailMessage": None, "emailSubject": None}
    return envelope(pool, source, user["Username"], request, response)


def pre_token_generation(
    pool: Pool,
    source: str,
    username: str,
    attributes: Mapping[str, str],
    groups: Mapping[str, Any],
    *,
    version: str,
    scopes: Sequence[str],
) -> Event:
    """The event before tokens are made. `version` is "1", "2" or "3".

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    From the second version on the event has the access token's scopes.
    """
    request: dict[str, Any] = {"userAttributes": dict(attributes), "groupConfiguration": dict(groups)}
    if version != "1":
        request["scopes"] = list(scopes)
    request |= _metadata(current.get())
    response = {"claimsOverrideDetails" if version == "1" else "claimsAndScopeOverrideDetails": None}
    return envelope(pool, source, username, request, response, version)


def user_migration(
    pool: Pool, source: str, username: str, password: str | None, validation: Mapping[str, str] | None
) -> Event:
    """The event for a name that the pool does not know; `password` is None when it was forgotten.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    """
    request = {
        **({"password": password} if password is not None else {}),
        "validationData": _pairs(validation),
        "userAttributes": None,
        **_metadata(current.get()),
    }
    response = {
        "userAttributes": None,
        "forceAliasCreation": None,
        "enableSMSMFA": None,
        "finalUserStatus": None,
        "messageAction": None,
        "desiredDeliveryMediums": None,
    }
    return envelope(pool, source, username, request, response)


def define_challenge(pool: Pool, user: User, session: Sequence[Mapping[str, Any]], *, missing: bool) -> Event:
    """The event that asks what comes next; `session` has the answered challenges, oldest first.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
    """
    request = _challenge(pool, user, missing) | {"session": [dict(item) for item in session]}
    response = {"challengeName": None, "issueTokens": None, "failAuthentication": None}
    return envelope(pool, "DefineAuthChallenge_Authentication", user["Username"], request, response)


def create_challenge(pool: Pool, user: User, session: Sequence[Mapping[str, Any]], *, missing: bool) -> Event:
    """The event that asks for a challenge.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
    """
    request = _challenge(pool, user, missing) | {
        "challengeName": "CUSTOM_CHALLENGE",
        "session": [dict(item) for item in session],
    }
    response = {"publicChallengeParameters": None, "privateChallengeParameters": None, "challengeMetadata": None}
    return envelope(pool, "CreateAuthChallenge_Authentication", user["Username"], request, response)


def verify_challenge(pool: Pool, user: User, private: Mapping[str, str], given: str, *, missing: bool) -> Event:
    """The event that asks whether an answer is right.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
    """
    request = _challenge(pool, user, missing) | {
        "privateChallengeParameters": dict(private),
        "challengeAnswer": given,
    }
    return envelope(
        pool, "VerifyAuthChallengeResponse_Authentication", user["Username"], request, {"answerCorrect": None}
    )


def _challenge(pool: Pool, user: User, missing: bool) -> dict[str, Any]:
    """What the three challenge triggers' requests share; nothing is known of a user that does not exist."""
    return {
        "userAttributes": {} if missing else user_attributes(pool, user),
        **_not_found(pool, missing=missing),
        **_metadata(current.get()),
    }
