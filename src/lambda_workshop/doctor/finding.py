"""What a finding is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `needed` is False for what only some parts of the course want.

    `remedy` is the command that mends it, empty where nothing is to be mended.
    """

    subject: str
    ok: bool
    text: str
    remedy: str = ""
    needed: bool = True

    @property
    def word(self) -> str:
        """`ok`, `mend` for what is needed, `want` for what only some parts want."""
        return "ok" if self.ok else ("mend" if self.needed else "want")
