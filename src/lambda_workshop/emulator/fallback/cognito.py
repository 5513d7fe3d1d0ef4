"""User pools, their users, and the sessions of a sign-in."""

from __future__ import annotations

from collections.abc import Mapping

from lambda_workshop.emulator.fallback.ministack import Record, Response, Store, cognito


def user_pools() -> Store[Record]:
    """The user pools by id."""
    return cognito._user_pools


def pool_anywhere(pool_id: str) -> Record | None:
    """The user pool in whatever account and region; what follows in the request is handled for those."""
    return cognito._get_pool_unscoped(pool_id)


def pool_of_client(client_id: object) -> Record | None:
    """The user pool that has this app client."""
    return cognito._pool_for_client(client_id)[0]


def pool(pool_id: object) -> Record | None:
    """The user pool of this id."""
    found, error = cognito._resolve_pool(pool_id)
    return None if error else found


def adopt_pool(request: Record) -> None:
    """Handle the rest of an unsigned call for the account and region of the user pool that it names."""
    cognito._pin_unsigned_idp_scope(request)


def plan_of(pool: Record) -> str:
    """The user pool's feature plan, such as `ESSENTIALS`."""
    return cognito._user_pool_tier(pool)


def hides_users(pool: Record, client_id: str) -> bool:
    """Whether this app client must not tell that a user does not exist."""
    return cognito._hides_user_existence(pool, client_id)


def signing_keys(pool_id: str) -> Response:
    """The JSON Web Key Set of a user pool, as its address answers."""
    return cognito.well_known_jwks(pool_id)


def user(pool: Record, username: str) -> Record | None:
    """The user of this name, alias or sub."""
    return cognito._resolve_user(pool, username)[0]


def user_of_token(access_token: str) -> tuple[Record | None, Record]:
    """The user whose access token this is, and the user pool."""
    return cognito._user_pool_for_access_token(access_token)


def claims_of(token: str) -> Record:
    """What a token claims, unverified; empty for what is no token."""
    return cognito._token_claims(token)


def described(user: Record) -> Record:
    """The user as operations answer it."""
    return cognito._user_out(user)


def attributes_in(described: list[Record]) -> dict[str, str]:
    """The attributes in a request, by name."""
    return cognito._attr_list_to_dict(described)


def alias_of(pool: Record, username: str) -> str | None:
    """The attribute, `email` or `phone_number`, that this username is in a pool whose users sign in with it."""
    return cognito._username_alias_attribute(pool, username)


def temporary_password() -> str:
    """A password for a user whom an administrator makes."""
    return cognito._generate_temp_password()


def password_refusal(pool: Record, password: object) -> Response | None:
    """The refusal of a password that the pool's policy forbids."""
    return cognito._validate_password(pool, password)


def new_user_refusal(pool: Record, username: str, attributes: Mapping[str, str]) -> Response | None:
    """The refusal of a name or of attributes that no new user of the pool may have."""
    return cognito._new_user_error(pool, username, attributes)


def client_or_token_refusal(operation: str, request: Record) -> Response | None:
    """The refusal of a call whose client's secret hash, or access token, is wrong."""
    return cognito._validate_client_secret_hash(operation, request) or cognito._access_token_error(request)


def oauth_error(error: str, description: str) -> Response:
    """An error of the token endpoint."""
    return cognito._oauth2_error(error, description)


def sign_up_rejected(reason: str) -> Exception:
    """What MiniStack's hosted pages expect of a trigger that rejects a user of another provider."""
    return cognito._PreSignUpRejected(reason)


def tokens(pool_id: str, client_id: str, user: Record, *, source: str, metadata: Mapping[str, str] | None) -> Record:
    """The tokens of a user who has signed in; `source` is the trigger source of pre token generation."""
    return cognito._build_auth_result(pool_id, client_id, user, trigger_source=source, client_metadata=metadata)


def scopes_in_order(scopes: list[str]) -> list[str]:
    """Scopes in the order in which AWS lists them for a trigger."""
    return cognito._aws_scope_order(scopes, presized=False)


def sessions() -> Store[Record]:
    """The sessions of sign-ins under way, by token."""
    return cognito._challenge_sessions


def new_session(pool_id: str, client_id: str, username: str) -> tuple[str, Record]:
    """A session's token and record."""
    return cognito._create_challenge_session(pool_id, client_id, username)


def note_challenge(
    session: Record, name: str, result: bool | None, metadata: str | None, public: Record, private: Record
) -> None:
    """Add a challenge, and how it ended (None while it is open), to the session's history."""
    cognito._append_challenge_to_session(session, name, result, metadata, public, private)


def password_challenge(token: str, session: Record, user: Record) -> Response:
    """The demand to prove the password by SRP within custom authentication."""
    return cognito._return_custom_auth_password_verifier(token, session, user)


def srp_group() -> tuple[int, int, int]:
    """The numbers N, g and k of the Secure Remote Password protocol."""
    return cognito._SRP_N, cognito._SRP_G, cognito._SRP_K


def srp_hash(*parts: bytes) -> int:
    """The protocol's hash of these parts, as a number."""
    return cognito._srp_hash(*parts)


def srp_bytes(number: int) -> bytes:
    """The number's bytes as the protocol hashes them."""
    return cognito._srp_pad(number)


def srp_timestamp(text: str) -> str:
    """A client's timestamp in the form that is signed; empty when it is none."""
    return cognito._srp_canonical_timestamp(text) or ""
