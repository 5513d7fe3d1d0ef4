"""What a JWT authorizer makes of a token: its claims, or 401 and 403 with the reason that API Gateway gives.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv2, cognito
from lambda_workshop.emulator.services.http_api.answers import Failed
from lambda_workshop.emulator.services.http_api.exchange import Authorized, Exchange

_COGNITO = "https://cognito-idp."


def _invalid(why: str) -> Failed:
    reason = f'Bearer scope="" error="invalid_token" error_description="{why}"'
    return Failed(401, "Unauthorized", {"www-authenticate": reason}, authorizer=why)


def token_in(sources: Sequence[str], exchange: Exchange) -> str:
    """The token at the first identity source that the request has; raises Failed (401) when it has none."""
    for source in sources:
        _request, _dot, rest = source.partition(".")
        place, _dot, name = rest.partition(".")
        if place == "header":
            value = exchange.header(name.lower())
        else:
            value = next((given for key, given in exchange.query if place == "querystring" and key == name), "")
        if value:
            return value.partition(" ")[2].strip() if value.lower().startswith("bearer ") else value
    raise Failed(401, "Unauthorized", {"www-authenticate": "Bearer"}, authorizer="there is no token")


async def authorize(authorizer: Mapping[str, Any], scopes: Sequence[str], exchange: Exchange) -> Authorized:
    """The claims of the request's token, which must be valid and have one of the scopes, if there are any.

    Raises Failed: 401 for a token that is missing or invalid, 403 for one without the scope.
    """
    settings = authorizer.get("jwtConfiguration") or {}
    issuer = str(settings.get("issuer") or "")
    token = token_in(list(authorizer.get("identitySource") or []), exchange)
    header, claims = _parts(token)
    if header.get("alg") != "RS256":
        raise _invalid("signing method is invalid")
    if claims.get("iss") != issuer:
        raise _invalid("invalid issuer")
    key = next((key for key in await _keys(issuer) if key.get("kid") == header.get("kid")), None)
    _check_signature(token, key)
    _check_times(claims)
    _check_audience(claims, [str(allowed) for allowed in settings.get("audience") or []])
    told = _check_scopes(claims, scopes) if scopes else None
    return Authorized(claims={name: _as_text(value) for name, value in claims.items()}, scopes=told)


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if token.count(".") != 2:
        raise _invalid("the token is malformed")
    try:
        parts = [json.loads(_decoded(part)) for part in token.split(".")[:2]]
    except (ValueError, binascii.Error) as error:
        raise _invalid("the token is malformed") from error
    if not all(isinstance(part, dict) for part in parts):
        raise _invalid("the token is malformed")
    return parts[0], parts[1]


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


async def _keys(issuer: str) -> list[dict[str, Any]]:
    """The issuer's public keys: those of a user pool on this backend, or what the issuer's address has."""
    if issuer.startswith(_COGNITO):
        pool = issuer.rpartition("/")[2]
        if cognito.pool_anywhere(pool) is None:
            raise _invalid("OIDC discovery endpoint communication error")
        document = json.loads(cognito.signing_keys(pool)[2])
    else:
        try:
            document = await apigatewayv2.keys_of_issuer(issuer)
        except (OSError, ValueError) as error:
            raise _invalid("OIDC discovery endpoint communication error") from error
    found = document.get("keys") if isinstance(document, dict) else None
    return [key for key in found or [] if isinstance(key, dict)]


def _check_signature(token: str, key: Mapping[str, Any] | None) -> None:
    if key is None:
        raise _invalid("kid is invalid")
    if not apigatewayv2.is_signed_with(token, key):
        raise _invalid("signature is invalid")


def _check_times(claims: Mapping[str, Any]) -> None:
    now = time.time()
    for name in ("exp", "nbf", "iat"):
        value = claims.get(name)
        if (value is not None or name == "exp") and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise _invalid(f"{name} is invalid")
    if claims["exp"] <= now:
        raise _invalid("the token has expired")
    if claims.get("nbf", 0) > now or claims.get("iat", 0) > now + 1:
        raise _invalid("the token is not valid yet")


def _check_audience(claims: Mapping[str, Any], allowed: Sequence[str]) -> None:
    """`aud`, or `client_id` of a token without it, must be one of those that the authorizer names."""
    given = claims.get("aud", claims.get("client_id"))
    values = given if isinstance(given, list) else [given]
    if allowed and not any(value in allowed for value in values):
        raise _invalid("the token does not have a valid audience")


def _check_scopes(claims: Mapping[str, Any], wanted: Sequence[str]) -> list[str]:
    """The scopes of the token; raises Failed (403) when the route wants none of them."""
    found: list[str] = []
    for name in ("scope", "scp"):
        value = claims.get(name)
        found += value.split() if isinstance(value, str) else [str(item) for item in value or []]
    if not set(found) & set(wanted):
        reason = f'Bearer scope="{" ".join(wanted)}" error="insufficient_scope"'
        raise Failed(403, "Forbidden", {"www-authenticate": reason}, authorizer="the token has none of the scopes")
    return found


def _as_text(value: object) -> str:
    """A claim as an event has it: always text, a list in brackets with spaces between its items."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{' '.join(_as_text(item) for item in value)}]"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value)
