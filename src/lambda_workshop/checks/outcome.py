"""How a step of a check says what it saw: it returns `Passed` (or a bare value), or raises one of these.

StepOutcome
├── NotYet         the work is there and does not do what it should
├── NotAttempted   there is no work to look at yet
└── Unavailable    the check itself could not run; never counts against the learner
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Passed:
    """A passed step: `value` goes to the steps that name this one, the texts are shown to the learner.

    `found` is one sentence on what was seen; `evidence` is what a doubter would ask for: the probe that was sent and
    what the function answered or logged.
    """

    value: Any = None
    found: str = ""
    evidence: str = ""


class StepOutcome(Exception):
    """Base of what a step raises: `found`, `expected`, `advice` and `evidence` are the learner's message, in order."""

    def __init__(self, found: str, *, expected: str = "", advice: str = "", evidence: str = "") -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected
        self.advice = advice
        self.evidence = evidence


class NotYet(StepOutcome):
    """The step failed: `NotYet("the queue has no mapping", expected="one mapping to the function", advice="...")`."""


class NotAttempted(StepOutcome):
    """Nothing was done yet: `NotAttempted("no function called inkwell-sqs-printer", advice="run the cell above")`."""


class Unavailable(StepOutcome):
    """The check could not look: `Unavailable("the backend does not answer", advice="run `workshop start`")`."""
