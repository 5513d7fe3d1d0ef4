"""The access keys that are no account's own: of users, of assumed roles, of identities, of functions."""

from __future__ import annotations

import time
from typing import NamedTuple

from lambda_workshop.emulator.fallback.ministack import Record, iam, iam_evaluator, responses, sts


class Issued(NamedTuple):
    """A key that is good now. `token` is the session token that has to come with it; empty for a user's."""

    secret: str
    account: str
    token: str


def issued(access_key: str) -> Issued | None:
    """The key, when it was issued here and is still good."""
    if session := sts._sessions.get(access_key):
        account = str(session.get("AccountId") or responses._account_from_sts_session(access_key) or "")
        if sts._session_expired(session) or not session.get("SecretAccessKey"):
            return None
        return Issued(session["SecretAccessKey"], account, session.get("SessionToken") or "")
    owner = iam_evaluator.find_iam_access_key_account(access_key)
    record: Record | None = iam._access_keys.get_scoped(owner, None, access_key) if owner else None
    if not record or record.get("Status") != "Active":
        return None
    return Issued(record["SecretAccessKey"], str(owner), "")


def lend(access_key: str, secret: str, token: str, *, role: str, session: str, account: str, seconds: float) -> None:
    """Make these the credentials of `assumed-role/ROLE/SESSION` in the account, for so long; `role` is an ARN."""
    sts.register_session(
        access_key,
        {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{role.rpartition('/')[2]}/{session}",
            "UserId": f"{sts._role_id(role)}:{session}",
            "SecretAccessKey": secret,
            "SessionToken": token,
            "AccountId": account,
            "PrincipalType": "AssumedRole",
            "Expiration": time.time() + seconds,
        },
    )
