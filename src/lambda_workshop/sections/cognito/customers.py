"""Customers of a user pool, as checks need them: found, signed up, confirmed, signed in, and gone again."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud import Cloud, mailbox

PASSWORD = "Tulips-and-1-press"
STAFF = "inkwell.example"
_EVENTS = Path(__file__).parent / "events"
_NAMES = ("Ada Byron", "Zoë Müller", "Jürgen Strauß", "Siobhán O'Neill", "María Peña", "Łukasz Nowak", "Aoife Byrne")


@dataclass(frozen=True)
class Pool:
    """A user pool with the id of the first app client that has this name; the id is empty when there is none."""

    id: str
    arn: str
    triggers: Mapping[str, Any]
    verified: tuple[str, ...]
    client_id: str
    flows: tuple[str, ...]
    secret: bool


@dataclass(frozen=True)
class Person:
    """Somebody who may sign up."""

    username: str
    name: str
    email: str

    @property
    def attributes(self) -> list[dict[str, str]]:
        """As the API takes them."""
        return [{"Name": "email", "Value": self.email}, {"Name": "name", "Value": self.name}]


def golden(name: str) -> dict[str, Any]:
    """An event that Cognito really sent, by the name of its file."""
    event: dict[str, Any] = json.loads((_EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


def person(random: Random, domain: str) -> Person:
    """Somebody with an address in this domain, and a user name that nobody else has."""
    number = f"{random.randrange(16**8):08x}"
    return Person(f"customer-{number}", random.choice(_NAMES), f"c{number}@{domain}")


def domain(random: Random) -> str:
    """A domain of nobody."""
    return f"{random.choice(('mail', 'post', 'letters', 'paper'))}-{random.randrange(16**6):06x}.example"


def find(cloud: Cloud, name: str, client: str) -> Pool | None:
    """The pool of this name, the newest if there are several; None when there is none."""
    idp = cloud.client("cognito-idp")
    pages = idp.get_paginator("list_user_pools").paginate(MaxResults=60)
    found = [pool for page in pages for pool in page["UserPools"] if pool["Name"] == name]
    if not found:
        return None
    pool = idp.describe_user_pool(UserPoolId=max(found, key=lambda item: item["CreationDate"])["Id"])["UserPool"]
    clients = idp.list_user_pool_clients(UserPoolId=pool["Id"], MaxResults=60)["UserPoolClients"]
    ids = [item["ClientId"] for item in clients if item["ClientName"] == client]
    app: dict[str, Any] = {}
    if ids:
        app = idp.describe_user_pool_client(UserPoolId=pool["Id"], ClientId=ids[0])["UserPoolClient"]
    return Pool(
        id=pool["Id"],
        arn=pool["Arn"],
        triggers=pool.get("LambdaConfig") or {},
        verified=tuple(pool.get("AutoVerifiedAttributes") or ()),
        client_id=app.get("ClientId", ""),
        flows=tuple(app.get("ExplicitAuthFlows") or ()),
        secret=bool(app.get("ClientSecret")),
    )


def sign_up(cloud: Cloud, pool: Pool, who: Person) -> dict[str, Any]:
    """SignUp; raises ClientError as boto3 does."""
    idp = cloud.client("cognito-idp")
    return dict(
        idp.sign_up(ClientId=pool.client_id, Username=who.username, Password=PASSWORD, UserAttributes=who.attributes)
    )


def confirm(cloud: Cloud, pool: Pool, who: Person) -> mailbox.Message:
    """Give back the code of the newest message; returns that message."""
    message = mailbox.latest(cloud, who.email, pool=pool.id)
    cloud.client("cognito-idp").confirm_sign_up(
        ClientId=pool.client_id, Username=who.username, ConfirmationCode=message.code
    )
    return message


def sign_in(cloud: Cloud, pool: Pool, who: Person) -> dict[str, Any]:
    """The claims of the ID token of a sign-in with the password."""
    answer = cloud.client("cognito-idp").initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": who.username, "PASSWORD": PASSWORD},
    )
    return claims(answer["AuthenticationResult"]["IdToken"])


def exists(cloud: Cloud, pool: Pool, username: str) -> bool:
    """Whether the pool has this user."""
    idp = cloud.client("cognito-idp")
    try:
        idp.admin_get_user(UserPoolId=pool.id, Username=username)
    except idp.exceptions.UserNotFoundException:
        return False
    return True


def forget(cloud: Cloud, pool: Pool, *people: Person) -> None:
    """Remove the users that are there."""
    idp = cloud.client("cognito-idp")
    for who in people:
        if exists(cloud, pool, who.username):
            idp.admin_delete_user(UserPoolId=pool.id, Username=who.username)


def claims(token: str) -> dict[str, Any]:
    """What a token says; nobody checks its signature here."""
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def said(error: ClientError) -> str:
    """`UserLambdaValidationException: PreSignUp failed with error ...`."""
    told = error.response["Error"]
    return f"{told['Code']}: {told.get('Message', '')}"
