"""The numbers of AWS that the course states or keeps to: value, unit, page, day of reading, botocore's member.

A number stands here once, and whoever needs it reads it here: emulator, checks, panels, and the tables of lessons.

    from lambda_workshop.aws.facts import lambda_functions

    lambda_functions.LONGEST_TIMEOUT.value          # 900
    str(lambda_functions.LONGEST_TIMEOUT)           # 900 s

`register()` has all of them by name, such as `lambda_functions.LONGEST_TIMEOUT`. A member of botocore's model, where a
fact names one, is compared by a test with the installed botocore: `lambda:CreateFunctionRequest.Timeout.min`.
"""

from __future__ import annotations

from lambda_workshop.aws.facts import (
    api_gateway,
    cloudfront,
    cognito,
    event_sources,
    eventbridge,
    lambda_functions,
    load_balancers,
    logs,
    schedules,
    sns,
)
from lambda_workshop.aws.facts.fact import Fact, Unit

__all__ = ["Fact", "Unit", "register"]
_SUBJECTS = (
    api_gateway,
    cloudfront,
    cognito,
    event_sources,
    eventbridge,
    lambda_functions,
    load_balancers,
    logs,
    schedules,
    sns,
)


def register() -> dict[str, Fact]:
    """Every fact by its subject and name, in that order."""
    return {
        f"{subject.__name__.rpartition('.')[2]}.{name}": value
        for subject in _SUBJECTS
        for name, value in vars(subject).items()
        if isinstance(value, Fact)
    }
