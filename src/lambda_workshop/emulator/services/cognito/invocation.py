"""Invokes a user pool's trigger as Cognito does: with permission, five seconds a try, at most three tries.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
The texts of the errors are those that callers of user pools report, for example
https://github.com/awslabs/service-workbench-on-aws/issues/1136 (no permission),
https://github.com/furaiev/amazon-cognito-identity-dart-2/issues/204 (time-out) and
https://github.com/aws-amplify/amplify-cli/issues/2735 (nothing returned).
"""

from __future__ import annotations

import contextvars
import threading
from typing import Any

from lambda_workshop.aws.facts import cognito as facts
from lambda_workshop.emulator.fallback import lambda_functions
from lambda_workshop.emulator.services.cognito.call import Pool, Refusal
from lambda_workshop.emulator.services.cognito.events import Event
from lambda_workshop.emulator.services.cognito.responses import checked
from lambda_workshop.emulator.services.lambda_service.resource_policy import may_invoke, owner_of

SECONDS = float(facts.TRIGGER.value)
"""How long a function may take for one try."""
TRIES = facts.TRIES.value


def arn_of(pool: Pool, trigger: str) -> str:
    """The ARN of the function that the pool calls for this trigger; an empty string when it calls none."""
    return str((pool.get("LambdaConfig") or {}).get(trigger) or "")


def call(pool: Pool, trigger: str, event: Event, *, arn: str = "") -> dict[str, Any]:
    """Invoke the trigger's function and return the `response` that it filled in; raises Refusal.

    Without a function the event's own response comes back: nothing changes. `arn` names the function where the
    configuration's own entry for the trigger does not.
    """
    function = arn or arn_of(pool, trigger)
    if not function:
        own: dict[str, Any] = event["response"]
        return own
    return checked(str(event["triggerSource"]), _invoke(pool, trigger, function, event))


def _invoke(pool: Pool, trigger: str, arn: str, event: Event) -> Any:
    """What the function returned; raises Refusal."""
    function = lambda_functions.find(arn)
    if function is None:
        raise _unexpected(trigger, "ResourceNotFoundException.")
    if not may_invoke(arn, owner_of("cognito-idp.amazonaws.com", str(pool["Arn"]))):
        raise _unexpected(trigger, "AccessDeniedException.")
    reason = ""
    for _try in range(TRIES):
        result = _attempt(function, event)
        if result is None:
            reason = "Socket timeout while invoking Lambda function."
        elif result.get("throttle"):
            reason = "TooManyRequestsException."
        elif result.get("error"):
            raise Refusal("UserLambdaValidationException", f"{trigger} failed with error {_message(result)}.")
        else:
            return result.get("body")
    raise _unexpected(trigger, reason)


def _unexpected(trigger: str, reason: str) -> Refusal:
    return Refusal("UnexpectedLambdaException", f"{trigger} invocation failed due to error {reason}")


def _message(result: dict[str, Any]) -> str:
    """The error's own text: a Python function's `str(exception)`."""
    body = result.get("body")
    return str(body.get("errorMessage", "")) if isinstance(body, dict) else str(body)


def _attempt(function: dict[str, Any], event: Event) -> dict[str, Any] | None:
    """One invocation; None when it takes too long. Such a function goes on, as it does on AWS: nobody waits for it."""
    results: list[dict[str, Any]] = []
    done = threading.Event()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            results.append(context.run(lambda_functions.execute, function, event))
        finally:
            done.set()

    threading.Thread(target=run, name="user-pool-trigger", daemon=True).start()
    if not done.wait(SECONDS):
        return None
    return results[0] if results else {"error": True, "body": {"errorMessage": "Internal failure"}}
