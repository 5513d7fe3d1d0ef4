"""The shop's customers, ready made: a user pool, its app, and tokens. How a pool works is the section on Cognito."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import Cloud

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

POOL = "inkwell-http-api-customers"


@dataclass(frozen=True)
class Customer:
    """Who signed in. `issuer` and `audience` are what a JWT authorizer wants to know; `token` is good for an hour."""

    name: str
    issuer: str
    audience: str
    token: str


def sign_in(lesson: Lesson, name: str = "ana") -> Customer:
    """Sign this customer in, and up first where needed; gives the token and what checks it."""
    return signed_in(lesson.cloud, name)


def signed_in(cloud: Cloud, name: str, *, pool_name: str = POOL) -> Customer:
    """The same for a check, in a pool of this name."""
    users = cloud.client("cognito-idp")
    pool, app = _pool(users, pool_name)
    password = f"Ink-{secrets.token_urlsafe(12)}7a"
    # Who is there from an earlier run gets a new password.
    with contextlib.suppress(users.exceptions.UsernameExistsException):
        users.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
    users.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
    tokens = users.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=app,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )["AuthenticationResult"]
    return Customer(name, issuer_of(cloud, pool), app, tokens["IdToken"])


def issuer_of(cloud: Cloud, pool: str) -> str:
    """Who issues the tokens of this pool.

    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    """
    return f"https://cognito-idp.{cloud.region}.amazonaws.com/{pool}"


def _pool(users: Any, name: str) -> tuple[str, str]:
    """The ids of the pool and of its app, which are made when they are not there."""
    pages = users.get_paginator("list_user_pools").paginate(MaxResults=60)
    pool = next((item["Id"] for page in pages for item in page["UserPools"] if item["Name"] == name), "")
    pool = pool or users.create_user_pool(PoolName=name)["UserPool"]["Id"]
    apps = users.list_user_pool_clients(UserPoolId=pool, MaxResults=1)["UserPoolClients"]
    if apps:
        return pool, str(apps[0]["ClientId"])
    app = users.create_user_pool_client(
        UserPoolId=pool, ClientName="shop", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )
    return pool, str(app["UserPoolClient"]["ClientId"])
