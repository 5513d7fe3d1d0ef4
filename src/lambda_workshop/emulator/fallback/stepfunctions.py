"""State machines."""

from __future__ import annotations

from lambda_workshop.emulator.fallback.ministack import call, stepfunctions


def start(state_machine_arn: str, text: str) -> bool:
    """StartExecution with this input; whether there is such a state machine, version or alias."""
    if stepfunctions._resolve_state_machine_arn(state_machine_arn) is None:
        return False
    call("states", "StartExecution", {"stateMachineArn": state_machine_arn, "input": text})
    return True
