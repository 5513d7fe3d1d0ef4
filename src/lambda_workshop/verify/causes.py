"""Why a call went wrong, told from its error: one sentence on what it is, and one thing to do.

What AWS itself writes: https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cause:
    """What was seen, as the rest of "it ..."; and what to do next."""

    seen: str
    advice: str


_CAUSES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"^Runtime\.HandlerNotFound|Handler '\S+' missing on module"),
        "was called, and Lambda does not find its handler",
        "let the setting `Handler` name a function of the file: `index.handler` is `handler` in index.py",
    ),
    (
        re.compile(r"^Runtime\.ImportModuleError"),
        "was called, and its file cannot be imported",
        "everything that the code imports must be in the package, and the file is named in the setting `Handler`",
    ),
    (
        re.compile(r"^Runtime\.UserCodeSyntaxError"),
        "was called, and its file is not Python",
        "mend the syntax error, and deploy it again",
    ),
    (
        re.compile(r"^Sandbox\.Timedout|Task timed out"),
        "was called, and its time was over before it ended",
        "find what it waits for, or give it a longer time-out",
    ),
    (
        re.compile(r"^NameError.*name '(\w+)' is not defined"),
        "was called, and `{0}` is not defined where it runs",
        "define or import `{0}` in the handler's own cell: a function takes nothing from the other cells along",
    ),
    (
        re.compile(r"^Runtime\.OutOfMemory|signal: killed"),
        "was called, and needed more memory than it has",
        "keep less at a time, or give it more memory",
    ),
    (re.compile(r"^Runtime\.ExitError"), "was called, and ended its own process", "return or raise, never exit"),
    (
        re.compile(r"AccessDenied|is not authorized to perform: (\S+)"),
        "was called, and its role lacks a right",
        "add the right that the error names to the role's policies",
    ),
)


def cause_of(error: Mapping[str, Any] | str | None) -> Cause | None:
    """What is known of this error, given as AWS's object or as `Type: message`; None when it is the code's own."""
    if not error:
        return None
    text = error if isinstance(error, str) else f"{error.get('errorType')}: {error.get('errorMessage')}"
    for pattern, seen, advice in _CAUSES:
        if found := pattern.search(text):
            names = [group or "" for group in found.groups()]
            return Cause(seen.format(*names), advice.format(*names))
    return None
