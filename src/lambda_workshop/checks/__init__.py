"""What an exercise is, how its steps run, and the result they give.

What a check may ask of the cloud lives in `cloud`; what the learner calls (`check`, `hint`, ...) in `lesson`.
"""

from lambda_workshop.checks.exercise import Exercise, Option, Question, named_cause
from lambda_workshop.checks.handler import Answer, Handler
from lambda_workshop.checks.outcome import NotAttempted, NotYet, Passed, Unavailable
from lambda_workshop.checks.result import CheckResult, Status, Step

__all__ = [
    "Answer",
    "CheckResult",
    "Exercise",
    "Handler",
    "NotAttempted",
    "NotYet",
    "Option",
    "Passed",
    "Question",
    "Status",
    "Step",
    "Unavailable",
    "named_cause",
]
