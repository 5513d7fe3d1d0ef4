"""Custom authentication: a session of challenges that functions define, create and verify.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from user_pools import ANA, UserPool, refused

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("cognito")

_RIDDLE = """
if source.startswith('Define'):
    done = request['session']
    if done and done[-1]['challengeResult']:
        response.update(issueTokens=True, failAuthentication=False)
    elif len(done) >= 3:
        response.update(issueTokens=False, failAuthentication=True)
    else:
        response.update(issueTokens=False, failAuthentication=False, challengeName='CUSTOM_CHALLENGE')
if source.startswith('Create'):
    response['publicChallengeParameters'] = {'question': 'Which ink?'}
    response['privateChallengeParameters'] = {'answer': 'magenta'}
    response['challengeMetadata'] = f"RIDDLE_{len(request['session'])}"
if source.startswith('Verify'):
    response['answerCorrect'] = request['challengeAnswer'] == request['privateChallengeParameters']['answer']
"""
_ROUND = ["DefineAuthChallenge_Authentication", "CreateAuthChallenge_Authentication"]
_VERIFY = "VerifyAuthChallengeResponse_Authentication"


def _pool(session: Session, account: str, body: str = _RIDDLE, **more: Any) -> UserPool:
    pool = UserPool(session, account, body, **more)
    pool.idp.admin_create_user(UserPoolId=pool.id, Username="ana", MessageAction="SUPPRESS")
    pool.idp.admin_set_user_password(UserPoolId=pool.id, Username="ana", Password="Lilies-3-inks", Permanent=True)
    return pool


def test_a_right_answer_gives_tokens_after_the_documented_triggers(session: Session, account: str) -> None:
    pool = _pool(session, account)
    challenge = pool.initiate("CUSTOM_AUTH", ClientMetadata={"till": "4"})
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert challenge["ChallengeParameters"] == {"USERNAME": "ana", "question": "Which ink?"}
    result = pool.answer(challenge, ANSWER="magenta", metadata={"desk": "3"})
    assert result["AuthenticationResult"]["AccessToken"]
    assert pool.sources()[1:] == [
        "PreAuthentication_Authentication",
        *_ROUND,
        _VERIFY,
        "DefineAuthChallenge_Authentication",
        "PostAuthentication_Authentication",
        "TokenGeneration_Authentication",
    ]
    requests = [event["request"] for event in pool.events()[1:]]
    assert requests[0]["validationData"] == {"till": "4"}
    assert all("clientMetadata" not in request for request in requests[:3])
    assert all(request["clientMetadata"] == {"desk": "3"} for request in requests[3:])


def test_the_events_of_a_round(session: Session, account: str) -> None:
    pool = _pool(session, account)
    pool.answer(pool.initiate("CUSTOM_AUTH"), ANSWER="cyan")
    events = [event for event in pool.events() if "Challenge" in event["triggerSource"]]
    first, create, verify, second = events[:4]
    known = first["request"]["userAttributes"]
    assert known["cognito:user_status"] == "CONFIRMED"
    assert first["request"] == {"userAttributes": known, "session": []}
    assert first["response"] == {"challengeName": None, "issueTokens": None, "failAuthentication": None}
    assert create["request"] == {"userAttributes": known, "challengeName": "CUSTOM_CHALLENGE", "session": []}
    assert set(create["response"]) == {"publicChallengeParameters", "privateChallengeParameters", "challengeMetadata"}
    assert verify["request"] == {
        "userAttributes": known,
        "privateChallengeParameters": {"answer": "magenta"},
        "challengeAnswer": "cyan",
    }
    assert verify["response"] == {"answerCorrect": None}
    assert second["request"]["session"] == [
        {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": False, "challengeMetadata": "RIDDLE_0"}
    ]


def test_three_wrong_answers_end_the_sign_in(session: Session, account: str) -> None:
    pool = _pool(session, account)
    challenge = pool.initiate("CUSTOM_AUTH")
    for guess in ("cyan", "yellow"):
        challenge = pool.answer(challenge, ANSWER=guess)
    with refused("NotAuthorizedException", "Incorrect username or password."):
        pool.answer(challenge, ANSWER="black")
    with refused("NotAuthorizedException", "Invalid session for the user."):
        pool.answer(challenge, ANSWER="magenta")
    assert pool.sources().count(_VERIFY) == 3


def test_a_function_that_never_ends_gets_no_fourth_answer(session: Session, account: str) -> None:
    body = "if source.startswith('Define'): response['challengeName'] = 'CUSTOM_CHALLENGE'"
    pool = _pool(session, account, body)
    challenge = pool.initiate("CUSTOM_AUTH")
    for _try in range(2):
        challenge = pool.answer(challenge, ANSWER="cyan")
    with refused("NotAuthorizedException"):
        pool.answer(challenge, ANSWER="cyan")


def test_a_session_is_good_for_one_answer(session: Session, account: str) -> None:
    pool = _pool(session, account)
    challenge = pool.initiate("CUSTOM_AUTH")
    again = pool.answer(challenge, ANSWER="cyan")
    assert again["Session"] != challenge["Session"]
    with refused("NotAuthorizedException", "Invalid session for the user."):
        pool.answer(challenge, ANSWER="magenta")
    assert pool.answer(again, ANSWER="magenta")["AuthenticationResult"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("return event", "InvalidLambdaResponseException"),
        ("response['challengeName'] = 'COFFEE'", "InvalidLambdaResponseException"),
        ("response['failAuthentication'] = True", "NotAuthorizedException"),
        ("raise Exception('no riddles')", "UserLambdaValidationException"),
        ("response.update(challengeName='CUSTOM_CHALLENGE', publicChallengeParameters={'n': 1})", None),
    ],
    ids=["nothing defined", "unknown challenge", "failed", "raised", "numbers are no text"],
)
def test_what_define_says_decides(session: Session, account: str, body: str, code: str | None) -> None:
    pool = _pool(session, account, body, triggers=["DefineAuthChallenge", "CreateAuthChallenge"])
    with refused(code or "InvalidLambdaResponseException"):
        pool.initiate("CUSTOM_AUTH")


def test_tokens_may_be_issued_without_a_challenge(session: Session, account: str) -> None:
    pool = _pool(session, account, "if source.startswith('Define'): response['issueTokens'] = True")
    assert pool.initiate("CUSTOM_AUTH")["AuthenticationResult"]["IdToken"]


def test_a_pool_without_the_triggers_has_no_such_flow(session: Session, account: str) -> None:
    pool = _pool(session, account, triggers=[])
    with refused("InvalidParameterException", "Custom auth lambda trigger is not configured for the user pool."):
        pool.initiate("CUSTOM_AUTH")


def test_an_unknown_user_is_challenged_where_the_client_hides_users(session: Session, account: str) -> None:
    pool = _pool(session, account, client={"PreventUserExistenceErrors": "ENABLED"})
    challenge = pool.initiate("CUSTOM_AUTH", username="nobody")
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    with refused("NotAuthorizedException", "Incorrect username or password."):
        pool.answer(challenge, USERNAME="nobody", ANSWER="magenta")
    challenges = [event["request"] for event in pool.events() if "Challenge" in event["triggerSource"]]
    assert all(request["userNotFound"] is True and request["userAttributes"] == {} for request in challenges)


def test_an_unknown_user_is_told_where_the_client_does_not_hide_users(session: Session, account: str) -> None:
    pool = _pool(session, account)
    with refused("UserNotFoundException", "User does not exist."):
        pool.initiate("CUSTOM_AUTH", username=ANA)
