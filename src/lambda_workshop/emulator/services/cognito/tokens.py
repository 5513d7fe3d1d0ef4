"""Tokens: post authentication, then pre token generation, once for the tokens of a sign-in, and what it changes.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
Every flow that ends in tokens comes through `build_auth_result`, and so ends with the same two triggers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.services.cognito import devices, events, invocation
from lambda_workshop.emulator.services.cognito.call import Pool, User, current, pool_of_id
from lambda_workshop.emulator.services.cognito.responses import unrecognizable

Claims = dict[str, Any]

API_SCOPE = "aws.cognito.signin.user.admin"

RESERVED = frozenset(
    {
        "acr", "amr", "at_hash", "aud", "auth_time", "azp", "client_id", "cognito:username", "device_key", "event_id",
        "exp", "iat", "identities", "iss", "jti", "nbf", "nonce", "origin_jti", "sub", "token_use", "username",
        "version",
    }
)  # fmt: skip
"""Claims that a function cannot change; what it says of them is ignored."""

_changes: ContextVar[dict[str, Any] | None] = ContextVar("token_changes", default=None)
"""What the function said for the sign-in whose tokens are being made; None outside of one."""


def build_auth_result(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Replace `cognito._build_auth_result`: tokens only after both triggers had their say; raises Refusal."""

    def build(
        pool_id: str,
        client_id: str,
        user: User,
        nonce: str = "",
        trigger_source: str = "TokenGeneration_Authentication",
        client_metadata: Mapping[str, str] | None = None,
        origin_jti: str = "",
        scope: str | None = None,
    ) -> dict[str, Any]:
        pool = pool_of_id(pool_id)
        metadata = client_metadata or current.get().metadata
        call = current.set(replace(current.get(), client_id=client_id, metadata=metadata))
        try:
            signed_in = trigger_source != "TokenGeneration_RefreshTokens"
            fresh = devices.is_new(pool, user) if signed_in else False
            if signed_in:
                event = events.post_authentication(pool, user, new_device=fresh)
                invocation.call(pool, "PostAuthentication", event)
            said = _ask(pool, trigger_source, user["Username"], user, user.get("_groups", []), scope or API_SCOPE)
            changes = _changes.set(said)
            try:
                result = original(pool_id, client_id, user, nonce, trigger_source, None, origin_jti, scope)
            finally:
                _changes.reset(changes)
        finally:
            current.reset(call)
        return result | (devices.metadata(pool, user) if fresh else {})

    return build


def apply(
    pool_id: str,
    claims: Claims,
    token_type: str,
    trigger_source: str,
    client_id: str,
    username: str,
    user_attrs: Mapping[str, str],
    groups: list[str],
    client_metadata: Mapping[str, str] | None = None,
    scope: str = API_SCOPE,
) -> Claims:
    """Replace `cognito._apply_pretoken_trigger`: the claims as the function changed them; raises Refusal.

    Outside of a sign-in through the API (the hosted pages, client credentials) the function is asked here.
    """
    said = _changes.get()
    if said is None:
        pool = pool_of_id(pool_id)
        machine = trigger_source == "TokenGeneration_ClientCredentials"
        arn, version = configured(pool)
        if not arn or (machine and version != "3") or (version == "1" and token_type != "id"):
            return claims
        call = current.set(replace(current.get(), client_id=client_id, metadata=client_metadata or None))
        try:
            name = "ClientCredentials" if machine else username
            user = {
                "Username": name,
                "Attributes": [{"Name": key, "Value": value} for key, value in user_attrs.items()],
            }
            said = _ask(pool, trigger_source, name, None if machine else user, groups, scope)
        finally:
            current.reset(call)
    return changed(claims, said, token_type)


def configured(pool: Pool) -> tuple[str, str]:
    """The function for tokens and its event's version, "1", "2" or "3"; the ARN is empty when there is none."""
    config = pool.get("LambdaConfig") or {}
    new = config.get("PreTokenGenerationConfig") or {}
    if new.get("LambdaArn"):
        return str(new["LambdaArn"]), str(new.get("LambdaVersion") or "V2_0")[1]
    return str(config.get("PreTokenGeneration") or ""), "1"


def _ask(pool: Pool, source: str, username: str, user: User | None, groups: list[str], scope: str) -> dict[str, Any]:
    """Invoke the function, once; what it overrides, in the second version's form. Raises Refusal."""
    arn, version = configured(pool)
    if not arn:
        return {}
    event = events.pre_token_generation(
        pool,
        source,
        username,
        events.user_attributes(pool, user) if user and user.get("UserStatus") else {},
        _groups(pool, groups),
        version=version,
        scopes=cognito.scopes_in_order(scope.split()),
    )
    response = invocation.call(pool, "PreTokenGeneration", event, arn=arn)
    if version != "1":
        return _checked_scopes(response.get("claimsAndScopeOverrideDetails") or {})
    details = response.get("claimsOverrideDetails") or {}
    said = {"idTokenGeneration": {key: details.get(key) for key in ("claimsToAddOrOverride", "claimsToSuppress")}}
    return said | {key: details[key] for key in ("groupOverrideDetails",) if key in details}


def _checked_scopes(details: dict[str, Any]) -> dict[str, Any]:
    """A scope is one word."""
    access = details.get("accessTokenGeneration") or {}
    if any(not scope or scope.split() != [scope] for scope in access.get("scopesToAdd") or ()):
        raise unrecognizable()
    return details


def _groups(pool: Pool, names: list[str]) -> dict[str, Any]:
    """The groups of an event, with their roles; the preferred role is that of the lowest precedence."""
    groups = [pool.get("_groups", {}).get(name) or {} for name in names]
    with_role = [group for group in groups if group.get("RoleArn")]
    first = min(with_role, key=lambda group: int(group.get("Precedence") or 0), default={})
    return {
        "groupsToOverride": list(names),
        "iamRolesToOverride": [group["RoleArn"] for group in with_role],
        "preferredRole": first.get("RoleArn"),
    }


def changed(claims: Claims, said: Mapping[str, Any], token_type: str) -> Claims:
    """The claims of an `id` or `access` token with what a function said of them."""
    made = dict(claims)
    own = said.get("accessTokenGeneration" if token_type == "access" else "idTokenGeneration") or {}
    for name, value in (own.get("claimsToAddOrOverride") or {}).items():
        if name not in RESERVED:
            made[name] = value
    for name in own.get("claimsToSuppress") or ():
        if name not in RESERVED:
            made.pop(name, None)
    if token_type == "access":
        _change_scopes(made, own)
    if "groupOverrideDetails" in said:
        _change_groups(made, said["groupOverrideDetails"] or {}, token_type)
    return made


def _change_scopes(claims: Claims, own: Mapping[str, Any]) -> None:
    suppressed = own.get("scopesToSuppress") or ()
    scopes = [scope for scope in str(claims.get("scope") or "").split() if scope not in suppressed]
    added = [scope for scope in own.get("scopesToAdd") or () if scope not in scopes]
    if suppressed or added:
        claims["scope"] = " ".join(scopes + added)


def _change_groups(claims: Claims, groups: Mapping[str, Any], token_type: str) -> None:
    """Groups are the function's altogether: what it leaves out is suppressed. Roles are the ID token's alone."""
    wanted = {"cognito:groups": groups.get("groupsToOverride")}
    if token_type == "id":
        wanted["cognito:roles"] = groups.get("iamRolesToOverride")
        wanted["cognito:preferred_role"] = groups.get("preferredRole")
    for name, value in wanted.items():
        claims.pop(name, None)
        if value:
            claims[name] = value
