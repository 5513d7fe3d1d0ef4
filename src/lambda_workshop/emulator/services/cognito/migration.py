"""Users that move in from another directory at their first sign-in, or when they have forgotten their password.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
Pre sign-up follows user migration (https://foxy.io/blog/using-migration-and-pre-signup-triggers-with-aws-cognito),
and gets the data of the sign-in too, as API_InitiateAuth says of its `ClientMetadata`.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.services.cognito import events, invocation, registration
from lambda_workshop.emulator.services.cognito.call import (
    Pool,
    Refusal,
    User,
    current,
    find_user,
    hides_users,
    incorrect,
)


def at_sign_in(pool: Pool, username: str, password: str, validation: Mapping[str, str] | None) -> User | None:
    """The user that the pool's function vouches for, now in the pool; None when the pool migrates nobody.

    Raises Refusal: whatever goes wrong, the caller learns only that this user could not be migrated
    (https://repost.aws/knowledge-center/cognito-migration-lambda-trigger-errors).
    """
    if not invocation.arn_of(pool, "UserMigration"):
        return None
    event = events.user_migration(pool, "UserMigration_Authentication", username, password, validation)
    client = current.get().client_id
    try:
        return _moved_in(pool, username, password, invocation.call(pool, "UserMigration", event))
    except Refusal as refusal:
        if hides_users(pool, client):
            raise incorrect() from refusal
        raise Refusal("UserNotFoundException", f"Exception migrating user in app client {client}") from refusal


def at_forgotten_password(pool: Pool, username: str) -> User | None:
    """The same for somebody who has forgotten their password: the function gets none. Raises its own errors."""
    if not invocation.arn_of(pool, "UserMigration"):
        return None
    event = events.user_migration(pool, "UserMigration_ForgotPassword", username, None, None)
    return _moved_in(pool, username, None, invocation.call(pool, "UserMigration", event))


def _moved_in(pool: Pool, username: str, password: str | None, response: Mapping[str, Any]) -> User:
    """Make the user of the function's answer; raises Refusal when it names no attributes."""
    if not response.get("userAttributes"):
        raise Refusal("UserNotFoundException", "User does not exist.")
    sub = str(uuid.uuid4())
    own = {name: value for name, value in response["userAttributes"].items() if name not in ("sub", "username")}
    alias = cognito.alias_of(pool, username)
    if alias:
        own.setdefault(alias, username)
    status = "CONFIRMED" if response.get("finalUserStatus") == "CONFIRMED" else "RESET_REQUIRED"
    now = time.time()
    name = sub if alias else username
    # A migrated user is new to the pool, and so pre sign-up hears of them, as of one whom an administrator creates.
    invocation.call(pool, "PreSignUp", events.pre_sign_up(pool, "PreSignUp_AdminCreateUser", name, own))
    user: User = {
        "Username": name,
        "Attributes": [{"Name": name, "Value": value} for name, value in ({"sub": sub} | own).items()],
        "UserCreateDate": now,
        "UserLastModifiedDate": now,
        "Enabled": True,
        "UserStatus": status,
        "MFAOptions": [],
        "_password": password or cognito.temporary_password(),
        "_groups": [],
        "_tokens": [],
    }
    if response.get("enableSMSMFA"):
        user["_mfa_enabled"] = ["SMS_MFA"]
    if find_user(pool, user["Username"]) is not None:
        raise Refusal("UsernameExistsException", "User already exists.")
    pool["_users"][user["Username"]] = user
    pool["EstimatedNumberOfUsers"] = len(pool["_users"])
    if str(response.get("messageAction") or "").upper() != "SUPPRESS":
        registration.invite(pool, user, user["_password"], response.get("desiredDeliveryMediums"))
    return user
