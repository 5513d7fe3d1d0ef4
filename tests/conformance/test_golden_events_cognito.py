"""The events in the user pool's section are what its triggers really deliver, and what powertools can read.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
https://docs.aws.amazon.com/powertools/python/latest/utilities/parser/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_lambda_powertools.utilities.parser import models
from golden import shape
from inkwell_users import NAMES, deliveries, golden
from pydantic import ValidationError

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("cognito")

_MODELS: dict[str, Any] = {
    "pre_sign_up": models.CognitoPreSignupTriggerModel,
    "post_confirmation": models.CognitoPostConfirmationTriggerModel,
    "pre_authentication": models.CognitoPreAuthenticationTriggerModel,
    "post_authentication": models.CognitoPostAuthenticationTriggerModel,
    "pre_token_generation": models.CognitoPreTokenGenerationTriggerModelV1,
    "pre_token_generation_after_new_password": models.CognitoPreTokenGenerationTriggerModelV1,
    "user_migration": models.CognitoMigrateUserTriggerModel,
    "define_auth_challenge": models.CognitoDefineAuthChallengeTriggerModel,
    "create_auth_challenge": models.CognitoCreateAuthChallengeTriggerModel,
    **{name: models.CognitoCustomMessageTriggerModel for source, name in NAMES.items() if source.startswith("Custom")},
}
# Where the models of powertools 3.37 know less than AWS's documentation: what they say of the event, and of what.
_MODELS_THAT_DIFFER: dict[str, tuple[Any, tuple[str | int, ...]]] = {
    "pre_token_generation_v2": (models.CognitoPreTokenGenerationTriggerModelV2AndV3, ("request", "scopes")),
    "verify_auth_challenge_response": (
        models.CognitoVerifyAuthChallengeTriggerModel,
        ("response", "answerCorrect"),
    ),
    "define_auth_challenge_after_an_answer": (
        models.CognitoDefineAuthChallengeTriggerModel,
        ("request", "session", 0, "challengeName"),
    ),
    "pre_sign_up_by_administrator": (models.CognitoPreSignupTriggerModel, ("triggerSource",)),
    "post_confirmation_of_forgotten_password": (models.CognitoPostConfirmationTriggerModel, ("triggerSource",)),
    "user_migration_of_forgotten_password": (models.CognitoMigrateUserTriggerModel, ("request", "password")),
}


def test_every_golden_event_has_the_shape_of_a_delivered_one(session: Session, account: str) -> None:
    found, expected = deliveries(session, account), golden()
    assert found.keys() == expected.keys()
    for name, event in found.items():
        assert shape(event) == shape(expected[name]), name
        assert event["triggerSource"] == expected[name]["triggerSource"]


def test_there_is_a_golden_event_for_every_trigger_source() -> None:
    assert {event["triggerSource"] for event in golden().values()} == set(NAMES)
    assert set(golden()) == set(_MODELS) | set(_MODELS_THAT_DIFFER)


@pytest.mark.parametrize("name", sorted(_MODELS))
def test_powertools_reads_the_golden_event(name: str) -> None:
    _MODELS[name].model_validate(golden()[name])


@pytest.mark.parametrize("name", sorted(_MODELS_THAT_DIFFER))
def test_powertools_model_misses_one_thing_that_aws_documents(name: str) -> None:
    model, place = _MODELS_THAT_DIFFER[name]
    with pytest.raises(ValidationError) as caught:
        model.model_validate(golden()[name])
    assert [error["loc"] for error in caught.value.errors()] == [place]


def test_the_golden_events_tell_of_one_pool_and_of_its_client() -> None:
    events = golden().values()
    assert len({event["userPoolId"] for event in events}) == 1
    clients = {event["callerContext"]["clientId"] for event in events} - {"CLIENT_ID_NOT_APPLICABLE"}
    assert len(clients) == 1
    assert {event["region"] for event in events} == {"us-east-1"}
