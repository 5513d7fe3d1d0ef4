"""What a trigger may return: the event, with a `response` whose fields have the documented types.

Anything else is an InvalidLambdaResponseException. Nothing at all, as a handler without `return event` gives, has a
text of its own (https://github.com/aws-amplify/amplify-cli/issues/2735); other shapes share one
(https://stackoverflow.com/questions/42706896/unrecognizable-lambda-output-cognito).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lambda_workshop.emulator.services.cognito.call import Refusal

Check = Callable[[Any], bool]


def _is(*kinds: type) -> Check:
    return lambda value: isinstance(value, kinds)


def _strings(value: Any) -> bool:
    """An object whose values are text."""
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


def _list_of_text(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _object(fields: Mapping[str, Check]) -> Check:
    """An object whose known fields, where they are there and not null, pass their checks."""

    def check(value: Any) -> bool:
        return isinstance(value, dict) and all(
            value.get(name) is None or test(value[name]) for name, test in fields.items()
        )

    return check


_GROUPS = _object({"groupsToOverride": _list_of_text, "iamRolesToOverride": _list_of_text, "preferredRole": _is(str)})
# Version 1 takes text only; the later ones numbers, booleans, lists and objects too.
_CLAIMS_1 = {
    "claimsToAddOrOverride": _strings,
    "claimsToSuppress": _list_of_text,
    "groupOverrideDetails": _GROUPS,
}
_CLAIMS_2 = {"claimsToAddOrOverride": _is(dict), "claimsToSuppress": _list_of_text}
_SCOPES = {"scopesToAdd": _list_of_text, "scopesToSuppress": _list_of_text}

_SHAPES: dict[str, Mapping[str, Check]] = {
    "PreSignUp": {"autoConfirmUser": _is(bool), "autoVerifyEmail": _is(bool), "autoVerifyPhone": _is(bool)},
    "CustomMessage": {"smsMessage": _is(str), "emailMessage": _is(str), "emailSubject": _is(str)},
    "TokenGeneration": {
        "claimsOverrideDetails": _object(_CLAIMS_1),
        "claimsAndScopeOverrideDetails": _object(
            {
                "idTokenGeneration": _object(_CLAIMS_2),
                "accessTokenGeneration": _object(_CLAIMS_2 | _SCOPES),
                "groupOverrideDetails": _GROUPS,
            }
        ),
    },
    "UserMigration": {
        "userAttributes": _strings,
        "finalUserStatus": _is(str),
        "messageAction": _is(str),
        "desiredDeliveryMediums": _list_of_text,
        "forceAliasCreation": _is(bool),
        "enableSMSMFA": _is(bool),
    },
    "DefineAuthChallenge": {"challengeName": _is(str), "issueTokens": _is(bool), "failAuthentication": _is(bool)},
    "CreateAuthChallenge": {
        "publicChallengeParameters": _strings,
        "privateChallengeParameters": _strings,
        "challengeMetadata": _is(str),
    },
    "VerifyAuthChallengeResponse": {"answerCorrect": _is(bool)},
}


def checked(source: str, returned: Any) -> dict[str, Any]:
    """The `response` of what a function returned for this trigger source; raises Refusal."""
    if returned is None:
        raise Refusal("InvalidLambdaResponseException", "Invalid lambda function output : Invalid JSON")
    response = returned.get("response") if isinstance(returned, dict) else None
    shape = _SHAPES.get(source.partition("_")[0], {})
    if not isinstance(response, dict) or not _object(shape)(response):
        raise unrecognizable()
    return response


def unrecognizable() -> Refusal:
    """The refusal of an answer that Cognito cannot use."""
    return Refusal("InvalidLambdaResponseException", "Unrecognizable lambda output")
