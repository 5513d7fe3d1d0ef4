"""The sessions between a challenge and its answer: for one user and client, for a few minutes, good for one answer.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html
MiniStack's store keeps them, where it also looks for whose an unsigned answer is.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.services.cognito.call import Pool, Refusal

Session = dict[str, Any]


def begin(pool: Pool, client_id: str, username: str, challenge: str, **more: Any) -> str:
    """A session that waits for the answer to this challenge; returns its token."""
    token, session = cognito.new_session(pool["Id"], client_id, username)
    session["workshop_challenge"] = challenge
    session.update(more)
    return token


def end(pool: Pool, client_id: object, token: object, challenge: str) -> Session:
    """Take the session of this token, whose answer has come; raises Refusal when it is not such a session's."""
    session = cognito.sessions().get(token) if isinstance(token, str) else None
    if session is None or session.get("workshop_challenge") != challenge:
        raise _invalid()
    if session["pool_id"] != pool["Id"] or session["client_id"] != client_id:
        raise _invalid()
    cognito.sessions().pop(str(token))
    if time.time() > session["expires_at"]:
        raise Refusal("NotAuthorizedException", "Invalid session for the user, session is expired.")
    return session


def _invalid() -> Refusal:
    return Refusal("NotAuthorizedException", "Invalid session for the user.")


def rename(old: str, session: Session) -> str:
    """A new token for the same session: each is good for one answer."""
    cognito.sessions().pop(old, None)
    token = secrets.token_urlsafe(48)
    cognito.sessions()[token] = session
    return token
