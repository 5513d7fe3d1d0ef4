"""Policy variables: `${aws:PrincipalAccount}`, with a default as in `${aws:PrincipalTag/team, 'none'}`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

from lambda_workshop.aws.wildcards import Token, Wild, Wildcard, tokens

Lookup = Callable[[str], str | None]
"""The value of a variable by its name; None when the request does not have it."""
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_PLAIN = {"*": "*", "?": "?", "$": "$"}


@dataclass(frozen=True)
class Pattern:
    """A policy's text with its variables put in; what a variable brought along is never a wildcard."""

    tokens: tuple[Token, ...]

    @functools.cached_property
    def plain(self) -> str:
        """The text, with wildcards as the characters that they are."""
        return "".join(token.value if isinstance(token, Wild) else token for token in self.tokens)

    @functools.cached_property
    def wildcard(self) -> Wildcard:
        """What tells whether a text fits."""
        return Wildcard(self.tokens)

    @functools.cached_property
    def arn_parts(self) -> list[Pattern]:
        """The parts of an ARN, at most six, split at its colons."""
        found: list[list[Token]] = [[]]
        for token in self.tokens:
            if token == ":" and len(found) < 6:
                found.append([])
            else:
                found[-1].append(token)
        return [Pattern(tuple(part)) for part in found]


def expanded(text: str, lookup: Lookup | None) -> Pattern | None:
    """The pattern; None when it needs a variable that the request does not have, so that nothing fits.

    With `lookup` None the policy is of a version that has no variables.
    """
    if lookup is None or "${" not in text:
        return _without_variables(text)
    found: list[Token] = []
    position = 0
    for variable in _VARIABLE.finditer(text):
        found += tokens(text[position : variable.start()])
        value = _value(variable[1], lookup)
        if value is None:
            return None
        found += value
        position = variable.end()
    return Pattern((*found, *tokens(text[position:])))


def _value(variable: str, lookup: Lookup) -> str | None:
    if variable in _PLAIN:
        return _PLAIN[variable]
    name, comma, default = variable.partition(",")
    value = lookup(name.strip())
    return default.strip().strip("'") if value is None and comma else value


@functools.lru_cache(maxsize=4096)
def _without_variables(text: str) -> Pattern:
    return Pattern(tuple(tokens(text)))
