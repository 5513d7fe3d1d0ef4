"""What AWS answers because of the work that is checked: a failed step, and not a check that could not run."""

from __future__ import annotations

from lambda_workshop.checks.outcome import NotYet

_THROTTLED = frozenset({"TooManyRequestsException", "ThrottlingException", "Throttling"})
_FORBIDDEN = frozenset({"AccessDenied", "AccessDeniedException", "Forbidden", "403", "KMSAccessDeniedException"})
_GONE = ("NotFound", "NoSuch", "DoesNotExist", "NonExistent")


def as_the_works(error: Exception) -> NotYet | None:
    """The failed step that an error of boto3's means; None when no work of the learner brings it about."""
    response = getattr(error, "response", None)
    if not isinstance(response, dict):
        return None
    told = response.get("Error") or {}
    code, operation = str(told.get("Code", "")), getattr(error, "operation_name", "a call")
    found = f"AWS answers `{code}` to `{operation}`: {told.get('Message', '')}".rstrip(": ")
    if code in _THROTTLED:
        return NotYet(
            found,
            expected="a function that may run",
            advice="look at its reserved concurrency: 0 lets nobody in; `delete_function_concurrency` takes it away",
        )
    if code in _FORBIDDEN:
        return NotYet(found, expected="that it may be asked", advice="look for a Deny in the resource's own policy")
    if code == "404" or any(part in code for part in _GONE):
        return NotYet(found, expected="that it is there", advice="make it again, under the name that the task gives")
    return None
