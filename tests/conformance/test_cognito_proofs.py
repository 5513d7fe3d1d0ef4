"""Signing in without sending the password, and from a device that the pool remembers.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from srp import Client
from user_pools import ANA, NUMBER, PASSWORD, UserPool, attributes, refused

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("cognito")

_TRIGGERS = ("PreAuthentication", "PostAuthentication", "PreTokenGeneration")
_REMEMBERING = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
_TOKENS = ["PostAuthentication_Authentication", "TokenGeneration_Authentication"]


def _prove(pool: UserPool, password: str, **more: Any) -> dict[str, Any]:
    """USER_SRP_AUTH with this password."""
    client = Client(pool.id.partition("_")[2], "ana", password)
    wanted = {"AuthParameters": {"USERNAME": "ana", "SRP_A": client.srp_a}}
    asked = pool.idp.initiate_auth(ClientId=pool.client_id, AuthFlow="USER_SRP_AUTH", **wanted, **more)
    assert asked["ChallengeName"] == "PASSWORD_VERIFIER"
    responses = {"USERNAME": "ana"} | client.proof(asked["ChallengeParameters"])
    return dict(
        pool.idp.respond_to_auth_challenge(
            ClientId=pool.client_id,
            ChallengeName="PASSWORD_VERIFIER",
            ChallengeResponses=responses,
            ClientMetadata={"desk": "3"},
        )
    )


def test_a_proof_of_the_password_runs_the_triggers_of_a_sign_in(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=_TRIGGERS)
    pool.confirmed()
    assert _prove(pool, PASSWORD, ClientMetadata={"till": "4"})["AuthenticationResult"]["IdToken"]
    assert pool.sources() == ["PreAuthentication_Authentication", *_TOKENS]
    before, after, tokens = (event["request"] for event in pool.events())
    assert before["validationData"] == {"till": "4"}
    assert after["clientMetadata"] == tokens["clientMetadata"] == {"desk": "3"}


def test_a_proof_of_another_password_gives_no_tokens(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=_TRIGGERS)
    pool.confirmed()
    with refused("NotAuthorizedException", "Incorrect username or password."):
        _prove(pool, "another")
    assert pool.sources() == ["PreAuthentication_Authentication"]


def test_a_password_may_be_one_challenge_of_a_custom_sign_in(session: Session, account: str) -> None:
    body = """
    if source.startswith('Define'):
        steps = {0: 'PASSWORD_VERIFIER', 1: 'PASSWORD_VERIFIER', 2: 'CUSTOM_CHALLENGE'}
        done = request['session']
        response['issueTokens'] = len(done) == 3 and all(item['challengeResult'] for item in done)
        response['challengeName'] = steps.get(len(done))
    if source.startswith('Verify'):
        response['answerCorrect'] = request['challengeAnswer'] == 'magenta'
    """
    pool = UserPool(session, account, body)
    pool.confirmed()
    client = Client(pool.id.partition("_")[2], "ana", PASSWORD)
    asked = pool.initiate("CUSTOM_AUTH", parameters={"CHALLENGE_NAME": "SRP_A", "SRP_A": client.srp_a})
    assert asked["ChallengeName"] == "PASSWORD_VERIFIER"
    asked = pool.answer(asked, **client.proof(asked["ChallengeParameters"]))
    assert asked["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert pool.answer(asked, ANSWER="magenta")["AuthenticationResult"]
    last = pool.event("DefineAuthChallenge_Authentication")["request"]["session"]
    assert [(item["challengeName"], item["challengeResult"]) for item in last] == [
        ("SRP_A", True),
        ("PASSWORD_VERIFIER", True),
        ("CUSTOM_CHALLENGE", True),
    ]


class _Device:
    """A device that the pool has confirmed."""

    def __init__(self, pool: UserPool, result: dict[str, Any]) -> None:
        offered = result["NewDeviceMetadata"]
        self.key = offered["DeviceKey"]
        self.client = Client(offered["DeviceGroupKey"], self.key, "a secret of the device")
        self.confirmation = pool.idp.confirm_device(
            AccessToken=result["AccessToken"],
            DeviceKey=self.key,
            DeviceName="till",
            DeviceSecretVerifierConfig=self.client.verifier(7**20),
        )


def test_a_device_is_new_until_it_is_confirmed(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=["PostAuthentication"], DeviceConfiguration=_REMEMBERING)
    pool.confirmed()
    first = pool.initiate()["AuthenticationResult"]
    offered = first["NewDeviceMetadata"]["DeviceKey"]
    assert "NewDeviceMetadata" in pool.initiate(parameters={"DEVICE_KEY": offered})["AuthenticationResult"]
    assert [event["request"]["newDeviceUsed"] for event in pool.events()] == [True, True]


def test_a_remembered_device_proves_itself_and_the_last_triggers_know(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=_TRIGGERS, DeviceConfiguration=_REMEMBERING)
    pool.confirmed()
    device = _Device(pool, pool.initiate()["AuthenticationResult"])
    assert device.confirmation["UserConfirmationNecessary"] is False
    seen = len(pool.events())
    asked = pool.initiate(parameters={"DEVICE_KEY": device.key})
    assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"
    asked = pool.answer(asked, DEVICE_KEY=device.key, SRP_A=device.client.srp_a)
    assert asked["ChallengeName"] == "DEVICE_PASSWORD_VERIFIER"
    result = pool.answer(asked, DEVICE_KEY=device.key, **device.client.proof(asked["ChallengeParameters"]))
    assert "NewDeviceMetadata" not in result["AuthenticationResult"]
    assert pool.sources()[seen:] == [
        "PreAuthentication_Authentication",
        "PostAuthentication_Authentication",
        "TokenGeneration_AuthenticateDevice",
    ]
    assert pool.event("PostAuthentication_Authentication")["request"]["newDeviceUsed"] is False


def test_a_device_that_does_not_know_its_secret_gets_no_tokens(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=[], DeviceConfiguration=_REMEMBERING)
    pool.confirmed()
    device = _Device(pool, pool.initiate()["AuthenticationResult"])
    thief = Client("-group", device.key, "guessed")
    asked = pool.answer(pool.initiate(parameters={"DEVICE_KEY": device.key}), DEVICE_KEY=device.key, SRP_A=thief.srp_a)
    with refused("NotAuthorizedException", "Incorrect username or password."):
        pool.answer(asked, DEVICE_KEY=device.key, **thief.proof(asked["ChallengeParameters"]))


def test_a_remembered_device_stands_in_for_the_second_factor(session: Session, account: str) -> None:
    pool = UserPool(session, account, triggers=[], DeviceConfiguration=_REMEMBERING, MfaConfiguration="OPTIONAL")
    pool.confirmed(UserAttributes=attributes(email=ANA, phone_number=NUMBER))
    device = _Device(pool, pool.initiate()["AuthenticationResult"])
    pool.idp.admin_set_user_mfa_preference(UserPoolId=pool.id, Username="ana", SMSMfaSettings={"Enabled": True})
    assert pool.initiate()["ChallengeName"] == "SMS_MFA"
    assert pool.initiate(parameters={"DEVICE_KEY": device.key})["ChallengeName"] == "DEVICE_SRP_AUTH"


def test_a_user_lists_forgets_and_is_asked_about_devices(session: Session, account: str) -> None:
    asking = _REMEMBERING | {"DeviceOnlyRememberedOnUserPrompt": True}
    pool = UserPool(session, account, triggers=[], DeviceConfiguration=asking)
    pool.confirmed()
    result = pool.initiate()["AuthenticationResult"]
    device, token = _Device(pool, result), {"AccessToken": result["AccessToken"]}
    assert device.confirmation["UserConfirmationNecessary"] is True
    assert pool.initiate(parameters={"DEVICE_KEY": device.key})["AuthenticationResult"]
    pool.idp.update_device_status(**token, DeviceKey=device.key, DeviceRememberedStatus="remembered")
    assert pool.initiate(parameters={"DEVICE_KEY": device.key})["ChallengeName"] == "DEVICE_SRP_AUTH"
    assert [item["DeviceKey"] for item in pool.idp.list_devices(**token)["Devices"]] == [device.key]
    shown = pool.idp.get_device(**token, DeviceKey=device.key)["Device"]["DeviceAttributes"]
    assert {"Name": "device_name", "Value": "till"} in shown
    pool.idp.forget_device(**token, DeviceKey=device.key)
    assert pool.idp.list_devices(**token)["Devices"] == []
    with refused("ResourceNotFoundException", "Device does not exist."):
        pool.idp.get_device(**token, DeviceKey=device.key)
