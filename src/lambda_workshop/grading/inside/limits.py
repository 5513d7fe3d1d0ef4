"""A process puts limits on itself and on all that it will start, before any of the learner's code runs."""

from __future__ import annotations

import json
import os

VARIABLE = "WORKSHOP_LIMITS"
"""JSON: RLIMIT's names without the prefix, in lower case, each with its number."""

OUTPUT_VARIABLE = "WORKSHOP_OUTPUT_LIMIT"
"""Characters of one cell that a kernel puts out on each stream; what is more is dropped."""


def limit_myself() -> None:
    """Apply what the variable says; hard, so that nobody below can lift it."""
    import resource

    for name, value in json.loads(os.environ.get(VARIABLE) or "{}").items():
        number = getattr(resource, f"RLIMIT_{name.upper()}")
        hard = resource.getrlimit(number)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(number, (value, value))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
