"""The operations of a user pool that run triggers, in place of MiniStack's.

`dispatch` wraps `cognito._dispatch_idp`: an operation that is not listed here stays MiniStack's.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from lambda_workshop.emulator.fallback import cognito, json_protocol, threads
from lambda_workshop.emulator.services.cognito import (
    configuration,
    devices,
    recovery,
    registration,
    sign_in,
    verification,
)
from lambda_workshop.emulator.services.cognito.call import Answer, Data, Refusal, call_of, current

_log = logging.getLogger(__name__)

Operation = Callable[[Data], Answer]

OPERATIONS: dict[str, Operation] = {
    "CreateUserPool": configuration.create_user_pool,
    "UpdateUserPool": configuration.update_user_pool,
    "SignUp": registration.sign_up,
    "ConfirmSignUp": registration.confirm_sign_up,
    "AdminConfirmSignUp": registration.admin_confirm_sign_up,
    "AdminCreateUser": registration.admin_create_user,
    "ResendConfirmationCode": registration.resend_confirmation_code,
    "ForgotPassword": recovery.forgot_password,
    "ConfirmForgotPassword": recovery.confirm_forgot_password,
    "AdminResetUserPassword": recovery.admin_reset_user_password,
    "UpdateUserAttributes": verification.update_user_attributes,
    "AdminUpdateUserAttributes": verification.admin_update_user_attributes,
    "GetUserAttributeVerificationCode": verification.get_user_attribute_verification_code,
    "VerifyUserAttribute": verification.verify_user_attribute,
    "ConfirmDevice": devices.confirm_device,
    "UpdateDeviceStatus": devices.update_device_status,
    "GetDevice": devices.get_device,
    "ListDevices": devices.list_devices,
    "ForgetDevice": devices.forget_device,
    "InitiateAuth": sign_in.initiate_auth,
    "AdminInitiateAuth": sign_in.admin_initiate_auth,
    "RespondToAuthChallenge": sign_in.respond_to_auth_challenge,
    "AdminRespondToAuthChallenge": sign_in.admin_respond_to_auth_challenge,
    "GetTokensFromRefreshToken": sign_in.get_tokens_from_refresh_token,
}


def dispatch(original: Callable[[str, Data], Awaitable[Answer]]) -> Callable[[str, Any], Awaitable[Answer]]:
    """Answer the operations above, each in a thread of its own: their functions may call the backend meanwhile."""

    async def answer(action: str, data: Any) -> Answer:
        operation = OPERATIONS.get(action)
        if operation is None:
            return await original(action, data)
        return await threads.run(_run, operation, action, data, name="user-pool-operation")

    return answer


def _run(operation: Operation, action: str, data: Any) -> Answer:
    """The operation's answer, or its refusal as AWS writes it."""
    try:
        if not isinstance(data, dict):
            raise Refusal("SerializationException", "The request must be a JSON object.")
        cognito.adopt_pool(data)
        refused = cognito.client_or_token_refusal(action, data)
        if refused is not None:
            return refused
        current.set(call_of(data))
        return operation(data)
    except Refusal as refusal:
        answered: Answer = json_protocol.error(refusal.code, refusal.message, 400)
        return answered
    except (AttributeError, KeyError, TypeError, ValueError):
        # boto3 checks the types of what it sends; who does not gets an answer all the same.
        _log.exception("%s could not be read", action)
        unread: Answer = json_protocol.error("SerializationException", f"{action} has a member of a wrong type.", 400)
        return unread


def token_endpoint(original: Callable[..., Answer]) -> Callable[..., Answer]:
    """Replace `cognito._oauth2_token`: where a trigger fails, the token endpoint says so in its own words.

    https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    """

    def endpoint(*arguments: Any, **options: Any) -> Answer:
        try:
            return original(*arguments, **options)
        except Refusal as refusal:
            return cognito.oauth_error("invalid_request", refusal.message)

    return endpoint
