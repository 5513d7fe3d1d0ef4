"""A pool's `LambdaConfig` as CreateUserPool and UpdateUserPool take it.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html
Whether the function exists, and lets the pool invoke it, shows when the trigger fires, as on AWS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.fallback.ministack import call
from lambda_workshop.emulator.services.cognito.call import Answer, Data, Refusal, pool_of_id

_ARN = r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?"
_LENGTHS = (20, 2048)
_VERSIONS = {
    "PreTokenGenerationConfig": ("V1_0", "V2_0", "V3_0"),
    "InboundFederation": ("V1_0",),
    "CustomSMSSender": ("V1_0",),
    "CustomEmailSender": ("V1_0",),
}
_UNVERSIONED = (
    "PreSignUp",
    "CustomMessage",
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "DefineAuthChallenge",
    "CreateAuthChallenge",
    "VerifyAuthChallengeResponse",
    "PreTokenGeneration",
    "UserMigration",
    "KMSKeyID",
)


def create_user_pool(data: Data) -> Answer:
    """CreateUserPool with its triggers checked; raises Refusal."""
    _check(data.get("LambdaConfig"), str(data.get("UserPoolTier") or ""))
    return call("cognito-idp", "CreateUserPool", data)


def update_user_pool(data: Data) -> Answer:
    """UpdateUserPool with its triggers checked; raises Refusal.

    What the call leaves out of the pool's settings goes back to its default, the triggers among them.
    """
    pool = pool_of_id(data.get("UserPoolId"))
    _check(data.get("LambdaConfig"), str(data.get("UserPoolTier") or cognito.plan_of(pool)))
    return call("cognito-idp", "UpdateUserPool", {"LambdaConfig": {}} | data)


def _check(config: Any, tier: str) -> None:
    if config is None:
        return
    if not isinstance(config, dict):
        raise Refusal("SerializationException", "LambdaConfig must be an object")
    for name in _UNVERSIONED:
        if config.get(name) is not None:
            _check_arn(config[name], _path(name))
    for name, versions in _VERSIONS.items():
        if config.get(name) is not None:
            _check_versioned(config[name], _path(name), versions)
    _check_tokens(config, tier)


def _path(name: str) -> str:
    """How a message calls the member: `lambdaConfig.preSignUp`."""
    return f"lambdaConfig.{name[0].lower()}{name[1:]}"


def _check_arn(value: Any, path: str) -> None:
    if not isinstance(value, str):
        raise Refusal("SerializationException", f"{path} must be a string")
    if not _LENGTHS[0] <= len(value) <= _LENGTHS[1]:
        low = len(value) < _LENGTHS[0]
        bound = f"{'greater' if low else 'less'} than or equal to {_LENGTHS[0] if low else _LENGTHS[1]}"
        raise _invalid(value, path, f"Member must have length {bound}")
    if not re.fullmatch(_ARN, value):
        raise _invalid(value, path, f"Member must satisfy regular expression pattern: {_ARN}")


def _check_versioned(value: Any, path: str, versions: tuple[str, ...]) -> None:
    if not isinstance(value, dict):
        raise Refusal("SerializationException", f"{path} must be an object")
    for name in ("LambdaVersion", "LambdaArn"):
        if value.get(name) is None:
            raise _invalid("null", f"{path}.{name[0].lower()}{name[1:]}", "Member must not be null", quoted=False)
    if value["LambdaVersion"] not in versions:
        allowed = f"[{', '.join(versions)}]"
        constraint = f"Member must satisfy enum value set: {allowed}"
        raise _invalid(value["LambdaVersion"], f"{path}.lambdaVersion", constraint)
    _check_arn(value["LambdaArn"], f"{path}.lambdaArn")


def _check_tokens(config: Mapping[str, Any], tier: str) -> None:
    """The old and the new entry for the tokens must agree, and access tokens need a plan above Lite."""
    new, old = config.get("PreTokenGenerationConfig") or {}, config.get("PreTokenGeneration")
    if new and old and new.get("LambdaArn") != old:
        raise Refusal(
            "InvalidParameterException",
            "PreTokenGeneration and PreTokenGenerationConfig.LambdaArn must be the same function.",
        )
    if tier == "LITE" and new.get("LambdaVersion") in ("V2_0", "V3_0"):
        raise Refusal(
            "FeatureUnavailableInTierException",
            "The following features need to be disabled for the LITE pricing tier configured: "
            "Access Token Customization",
        )


def _invalid(value: Any, path: str, constraint: str, *, quoted: bool = True) -> Refusal:
    shown = f"'{value}'" if quoted else str(value)
    message = f"1 validation error detected: Value {shown} at '{path}' failed to satisfy constraint: {constraint}"
    return Refusal("InvalidParameterException", message)
