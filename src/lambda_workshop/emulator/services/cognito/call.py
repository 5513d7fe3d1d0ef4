"""The call under way: who made it, what it carried along for the triggers, and how it is refused."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from lambda_workshop.emulator.fallback import cognito, json_protocol

Answer = tuple[int, dict[str, str], bytes]
Pool = dict[str, Any]
User = dict[str, Any]
Data = dict[str, Any]

NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"
"""What an event names as the app client when an administrator called, who needs none."""


class Refusal(Exception):
    """The call is answered with an error: AWS's code, and AWS's message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Call:
    """What a call tells its triggers. `metadata` and `validation` are None when the call had none."""

    client_id: str = NO_CLIENT
    metadata: Mapping[str, str] | None = None
    validation: Mapping[str, str] | None = None


_NOBODY = Call()
current: ContextVar[Call] = ContextVar("cognito_call", default=_NOBODY)
"""The call that this thread answers; MiniStack's functions between a call and its triggers do not pass it on."""


def call_of(data: Data) -> Call:
    """The client and the data for triggers in this request."""
    pairs = data.get("ValidationData")
    validation = {pair["Name"]: pair.get("Value", "") for pair in pairs} if pairs else None
    return Call(str(data.get("ClientId") or NO_CLIENT), data.get("ClientMetadata") or None, validation)


def attributes_of(user: User) -> dict[str, str]:
    """The user's attributes by name."""
    return {item["Name"]: item.get("Value", "") for item in user.get("Attributes", ()) if "Name" in item}


def set_attributes(user: User, changes: Mapping[str, str]) -> None:
    """Set these attributes, and the time of the user's last change."""
    merged = attributes_of(user) | dict(changes)
    user["Attributes"] = [{"Name": name, "Value": value} for name, value in merged.items()]
    user["UserLastModifiedDate"] = time.time()


def hides_users(pool: Pool, client_id: str) -> bool:
    """Whether this app client must not tell that a user does not exist.

    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    """
    return cognito.hides_users(pool, client_id)


def pool_of_client(client_id: object) -> Pool:
    """The pool that has this app client; raises Refusal."""
    pool = cognito.pool_of_client(client_id)
    if pool is None:
        raise Refusal("ResourceNotFoundException", f"User pool client {client_id} does not exist.")
    return pool


def pool_of_id(pool_id: object) -> Pool:
    """The pool of this id; raises Refusal."""
    pool = cognito.pool(pool_id)
    if pool is None:
        raise Refusal("ResourceNotFoundException", f"User pool {pool_id} does not exist.")
    return pool


def find_user(pool: Pool, username: object) -> User | None:
    """The user of this name, alias or sub; None when there is none."""
    return cognito.user(pool, username) if isinstance(username, str) else None


def user_by_name(pool: Pool, username: object) -> User:
    """The user; raises Refusal, as the administrator's operations do."""
    user = find_user(pool, username)
    if user is None:
        raise Refusal("UserNotFoundException", "User does not exist.")
    return user


def no_such_user() -> Refusal:
    """What the operations of a user's own app say of an unknown name."""
    return Refusal("UserNotFoundException", "Username/client id combination not found.")


def incorrect() -> Refusal:
    """What a sign-in says that fails, whatever the reason: nothing that helps to guess."""
    return Refusal("NotAuthorizedException", "Incorrect username or password.")


def answer(content: Mapping[str, Any]) -> Answer:
    """A successful answer."""
    return json_protocol.answer(content)


def content_of(made: Answer) -> dict[str, Any]:
    """What an answer of MiniStack's says."""
    found: dict[str, Any] = json.loads(made[2] or b"{}")
    return found
