"""Custom authentication: define, create, verify, and define again, until tokens or a refusal.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.services.cognito import events, invocation, sessions
from lambda_workshop.emulator.services.cognito.call import (
    Answer,
    Data,
    Pool,
    Refusal,
    User,
    answer,
    call_of,
    current,
    find_user,
    hides_users,
    incorrect,
    pool_of_id,
)
from lambda_workshop.emulator.services.cognito.responses import unrecognizable

CUSTOM = "CUSTOM_CHALLENGE"
MOST_ANSWERS = 3
"""How many custom challenges a sign-in may answer before it must succeed."""


def _configured(pool: Pool, trigger: str) -> None:
    if not invocation.arn_of(pool, trigger):
        raise Refusal("InvalidParameterException", "Custom auth lambda trigger is not configured for the user pool.")


def _user(pool: Pool, client_id: str, username: str) -> tuple[User, bool]:
    """The user, and whether there is none: then a phantom takes part where the client hides that."""
    user = find_user(pool, username)
    if user is not None:
        return user, False
    if not hides_users(pool, client_id):
        raise Refusal("UserNotFoundException", "User does not exist.")
    return {"Username": username, "Attributes": []}, True


def begin(pool: Pool, data: Data) -> Answer:
    """InitiateAuth with CUSTOM_AUTH: what define says first."""
    _configured(pool, "DefineAuthChallenge")
    parameters, client = data.get("AuthParameters") or {}, str(data["ClientId"])
    user, _missing = _user(pool, client, str(parameters.get("USERNAME")))
    token, session = cognito.new_session(pool["Id"], client, user["Username"])
    if parameters.get("SRP_A") or parameters.get("CHALLENGE_NAME") == "SRP_A":
        cognito.note_challenge(session, "SRP_A", True, None, {}, {})
        session["srp_a"] = str(parameters.get("SRP_A") or "")
    # The data of InitiateAuth is for pre authentication and user migration; the challenge triggers do not get it.
    current.set(replace(current.get(), metadata=None))
    return _next(pool, token, session)


def respond(pool: Pool, data: Data) -> Answer:
    """RespondToAuthChallenge to a custom challenge: verify, then define again."""
    current.set(call_of(data))
    token = data.get("Session")
    session = sessions.end(pool, data.get("ClientId"), token, CUSTOM)
    given = (data.get("ChallengeResponses") or {}).get("ANSWER")
    if not given:
        raise Refusal("InvalidParameterException", "Missing required parameter ANSWER")
    _configured(pool, "VerifyAuthChallengeResponse")
    user, missing = _user(pool, session["client_id"], session["username"])
    asked = session["challenges"][-1]
    event = events.verify_challenge(pool, user, asked["privateChallengeParameters"], str(given), missing=missing)
    response = invocation.call(pool, "VerifyAuthChallengeResponse", event)
    asked["challengeResult"] = response.get("answerCorrect") is True
    return _next(pool, str(token), session)


def define(
    pool_id: str,
    client_id: str,
    username: str,
    _attributes: Mapping[str, str],
    session: sessions.Session,
    client_metadata: Mapping[str, str] | None = None,
) -> tuple[dict[str, Any], None]:
    """Replace `cognito._invoke_define_auth_challenge_trigger`, which a password proof within this flow calls."""
    current.set(replace(current.get(), client_id=client_id, metadata=client_metadata or current.get().metadata))
    return {"response": _define(pool_of_id(pool_id), session)}, None


def _define(pool: Pool, session: sessions.Session) -> dict[str, Any]:
    user, missing = _user(pool, session["client_id"], session["username"])
    event = events.define_challenge(pool, user, _history(session), missing=missing)
    return invocation.call(pool, "DefineAuthChallenge", event)


def _history(session: sessions.Session) -> list[dict[str, Any]]:
    """The answered challenges as the triggers see them, oldest first."""
    fields = ("challengeName", "challengeResult", "challengeMetadata")
    done = [item for item in session["challenges"] if item["challengeResult"] is not None]
    return [{field: item[field] for field in fields} for item in done]


def _next(pool: Pool, token: str, session: sessions.Session) -> Answer:
    return follow(token, session, None, None, None, {"response": _define(pool, session)})


def follow(
    token: str, session: sessions.Session, _user_of: Any, _attributes: Any, _metadata: Any, defined: Mapping[str, Any]
) -> Answer:
    """Replace `cognito._continue_custom_auth_after_define`: do what define said; raises Refusal."""
    pool = pool_of_id(session["pool_id"])
    user, missing = _user(pool, session["client_id"], session["username"])
    said = defined.get("response") or {}
    cognito.sessions().pop(token, None)
    if said.get("failAuthentication"):
        raise incorrect()
    if said.get("issueTokens"):
        if missing:
            raise incorrect()
        source, metadata = "TokenGeneration_Authentication", current.get().metadata
        made = cognito.tokens(pool["Id"], session["client_id"], user, source=source, metadata=metadata)
        return answer({"AuthenticationResult": made, "ChallengeParameters": {}})
    challenge = said.get("challengeName")
    if challenge in ("PASSWORD_VERIFIER", "SRP_A"):
        session["workshop_challenge"] = "PASSWORD_VERIFIER"
        return cognito.password_challenge(sessions.rename(token, session), session, user)
    if challenge != CUSTOM:
        raise unrecognizable()
    return _create(pool, token, session, user, missing=missing)


def _create(pool: Pool, token: str, session: sessions.Session, user: User, *, missing: bool) -> Answer:
    """Have a challenge made, and ask the client for its answer."""
    answered = [item for item in session["challenges"] if item["challengeName"] == CUSTOM]
    if len(answered) >= MOST_ANSWERS:
        raise incorrect()
    _configured(pool, "CreateAuthChallenge")
    event = events.create_challenge(pool, user, _history(session), missing=missing)
    made = invocation.call(pool, "CreateAuthChallenge", event)
    public = dict(made.get("publicChallengeParameters") or {})
    private = dict(made.get("privateChallengeParameters") or {})
    cognito.note_challenge(session, CUSTOM, None, made.get("challengeMetadata"), public, private)
    session["workshop_challenge"] = CUSTOM
    return answer(
        {
            "ChallengeName": CUSTOM,
            "Session": sessions.rename(token, session),
            "ChallengeParameters": {"USERNAME": user["Username"], **public},
        }
    )
