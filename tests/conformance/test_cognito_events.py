"""Every event has what AWS's page on its trigger documents, by name and by type, and nothing else.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html and the
pages of the triggers below it. The golden events are held against what is delivered in test_golden_events_cognito.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from inkwell_users import golden

pytestmark = pytest.mark.trigger("cognito")

_TEXT, _FLAG, _PAIRS, _LIST, _GROUPS = "text", "flag", "pairs", "list", "groups"


@dataclass(frozen=True)
class Documented:
    """What a trigger's page lists. A field of the response may still be null: the function fills it in."""

    request: dict[str, str]
    response: dict[str, str] = field(default_factory=dict)
    optional: tuple[str, ...] = ("clientMetadata", "userNotFound")
    version: str = "1"


_KNOWN = {"userAttributes": _PAIRS, "clientMetadata": _PAIRS}
_CHALLENGE = _KNOWN | {"userNotFound": _FLAG}
_MIGRATED = {
    "userAttributes": _PAIRS,
    "finalUserStatus": _TEXT,
    "messageAction": _TEXT,
    "desiredDeliveryMediums": _LIST,
    "forceAliasCreation": _FLAG,
    "enableSMSMFA": _FLAG,
}
DOCUMENTED = {
    "PreSignUp": Documented(
        _KNOWN | {"validationData": _PAIRS},
        {"autoConfirmUser": _FLAG, "autoVerifyPhone": _FLAG, "autoVerifyEmail": _FLAG},
    ),
    "PostConfirmation": Documented(_KNOWN),
    "PreAuthentication": Documented({"userAttributes": _PAIRS, "validationData": _PAIRS, "userNotFound": _FLAG}),
    "PostAuthentication": Documented(_KNOWN | {"newDeviceUsed": _FLAG}),
    "CustomMessage": Documented(
        _KNOWN | {"codeParameter": _TEXT, "linkParameter": _TEXT, "usernameParameter": _TEXT},
        {"smsMessage": _TEXT, "emailMessage": _TEXT, "emailSubject": _TEXT},
    ),
    "TokenGeneration": Documented(_KNOWN | {"groupConfiguration": _GROUPS}, {"claimsOverrideDetails": _PAIRS}),
    "TokenGeneration 2": Documented(
        _KNOWN | {"groupConfiguration": _GROUPS, "scopes": _LIST},
        {"claimsAndScopeOverrideDetails": _PAIRS},
        version="2",
    ),
    # Its page leaves the attributes out of the request; deliveries that people logged have them, as null.
    "UserMigration": Documented(
        {"password": _TEXT, "validationData": _PAIRS, "clientMetadata": _PAIRS, "userAttributes": _PAIRS},
        _MIGRATED,
        optional=("clientMetadata", "password"),
    ),
    "DefineAuthChallenge": Documented(
        _CHALLENGE | {"session": _LIST}, {"challengeName": _TEXT, "issueTokens": _FLAG, "failAuthentication": _FLAG}
    ),
    "CreateAuthChallenge": Documented(
        _CHALLENGE | {"session": _LIST, "challengeName": _TEXT},
        {"publicChallengeParameters": _PAIRS, "privateChallengeParameters": _PAIRS, "challengeMetadata": _TEXT},
    ),
    "VerifyAuthChallengeResponse": Documented(
        _CHALLENGE | {"privateChallengeParameters": _PAIRS, "challengeAnswer": _TEXT}, {"answerCorrect": _FLAG}
    ),
}


def _has_type(value: Any, kind: str) -> bool:
    if value is None:
        return True
    if kind == _PAIRS:
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    if kind == _GROUPS:
        return set(value) == {"groupsToOverride", "iamRolesToOverride", "preferredRole"}
    return isinstance(value, {_TEXT: str, _FLAG: bool, _LIST: list}[kind])


@pytest.mark.parametrize("name", sorted(golden()))
def test_an_event_has_what_its_page_documents(name: str) -> None:
    event = golden()[name]
    trigger = event["triggerSource"].partition("_")[0]
    page = DOCUMENTED[f"{trigger} 2" if event["version"] == "2" else trigger]
    assert list(event) == [
        "version", "region", "userPoolId", "userName", "callerContext", "triggerSource", "request", "response"
    ]  # fmt: skip
    assert event["version"] == page.version
    assert set(event["callerContext"]) == {"awsSdkVersion", "clientId"}
    assert set(page.request) - set(page.optional) <= set(event["request"]) <= set(page.request)
    assert set(event["response"]) == set(page.response)
    for part, fields in (("request", page.request), ("response", page.response)):
        wrong = {key: value for key, value in event[part].items() if not _has_type(value, fields[key])}
        assert wrong == {}


def test_every_trigger_has_an_event() -> None:
    found = {event["triggerSource"].partition("_")[0] for event in golden().values()}
    assert found == {trigger.removesuffix(" 2") for trigger in DOCUMENTED}
