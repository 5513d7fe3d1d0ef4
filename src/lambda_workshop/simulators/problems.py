"""Findings about what a function answered, gathered while the answer is read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Findings:
    """What is wrong (`problems`: the service refuses it or misses it) and what is only unwise (`remarks`)."""

    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def problem(self, text: str) -> None:
        """Note what the service refuses, ignores or misses."""
        self.problems.append(text)

    def remark(self, text: str) -> None:
        """Note what works and is still worth a look."""
        self.remarks.append(text)


def nearest(word: object, known: Iterable[str]) -> str:
    """` (did you mean ...?)` with the known word that is most like this one, or nothing."""
    lowered = {item.lower(): item for item in known}
    close = difflib.get_close_matches(str(word).lower(), list(lowered), n=1, cutoff=0.75)
    return f" (did you mean `{lowered[close[0]]}`?)" if close else ""


def kind(value: object) -> str:
    """What a value is in JSON's words: `a string`, `a number`, `null`..."""
    if value is None:
        return "null"
    names = ((bool, "a boolean"), (str, "a string"), (int | float, "a number"), (list, "a list"), (dict, "an object"))
    return next((name for types, name in names if isinstance(value, types)), type(value).__name__)
