"""Something that is sent through the wiring, and what is seen of it: awaited, and told why when it does not come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from lambda_workshop.checks import NotYet
from lambda_workshop.cloud import Cloud, TimedOut, logs, until
from lambda_workshop.cloud.logs import Line
from lambda_workshop.verify.causes import Cause, cause_of
from lambda_workshop.verify.evidence import indented, logged

T = TypeVar("T")


@dataclass
class Probe:
    """One try of a wiring, from now on.

    Attributes:
        cloud: where.
        function: the function that must be called.
        not_called: what to do when it was not called at all: which stop of the way to look at.
        sent: what was sent, for the evidence; may be set once it is known.
        since_ms: from when on its log is read.
    """

    cloud: Cloud
    function: str
    not_called: str = ""
    sent: str = ""
    since_ms: int = field(default_factory=logs.now_ms)

    @property
    def evidence(self) -> str:
        """What was sent, and what the function logged since."""
        given = f"sent:\n{indented(self.sent)}\n" if self.sent else ""
        return given + logged(self.cloud, self.function, since_ms=self.since_ms)

    def lines(self) -> list[str]:
        """What the function has printed since."""
        return [line.text for line in logs.lines(self.cloud, self.function, since_ms=self.since_ms)]

    def cause(self) -> Cause:
        """How far the event came: not called, failed (and by what), still running, or ended without an error."""
        calls = logs.invocations(self.cloud, self.function, since_ms=self.since_ms)
        if not calls:
            return Cause("was not called", self.not_called)
        failed = next((each.error for each in calls if each.error), "")
        if not failed and any(each.duration_ms is None for each in calls):
            return Cause("was called, and has not ended", "find what it waits for")
        if not failed:
            return Cause("was called, and ended without an error", "")
        return cause_of(failed) or Cause(f"was called, and failed with `{failed}`", "")

    def until(
        self,
        look: Callable[[], T | None],
        *,
        found: Callable[[], str] | str,
        expected: str,
        advice: str = "",
        seconds: float,
    ) -> T:
        """Wait for what must come of it; returns what `look` does once that is true.

        Args:
            look: returns the thing, or None while it is not there.
            found: what is told when it does not come; the time, and how far the event came, are added.
            expected: what should have come.
            advice: what to do when the function was called, and no more is known.
            seconds: how long it may take on a quick backend; see `Cloud.patience`.

        Raises:
            NotYet: it did not come; the advice is chosen by how far the event came.
        """
        try:
            return until(expected, look, timeout=self.cloud.patience(seconds), every=0.1)
        except TimedOut as error:
            cause = self.cause()
            seen = found if isinstance(found, str) else found()
            raise NotYet(
                f"{seen} within {seconds:g} s: `{self.function}` {cause.seen}",
                expected=expected,
                advice=cause.advice or advice,
                evidence=self.evidence,
            ) from error

    def line(self, text: str, *, because: str = "", advice: str = "", seconds: float) -> Line:
        """The line of the function's log that has this text, once it is there.

        `because` is for what it must be printed: `for an order of 5000 cents from DE`. Raises NotYet.
        """

        def look() -> Line | None:
            lines = logs.lines(self.cloud, self.function, since_ms=self.since_ms)
            return next((line for line in lines if text in line.text), None)

        return self.until(
            look,
            found=f"`{self.function}` has not printed `{text}`",
            expected=f"a line with `{text}`{', ' if because else ''}{because}",
            advice=advice,
            seconds=seconds,
        )

    def nothing_of(self, tokens: Mapping[str, str] | Iterable[str], *, expected: str, advice: str) -> None:
        """The function prints nothing with any of the tokens, for as long as it is listened to.

        Args:
            tokens: what would betray a call, each with what it stands for: `an order from CH`.
            expected: who may call it.
            advice: what to do.

        Raises:
            NotYet: it was called.
        """
        named = tokens if isinstance(tokens, Mapping) else {token: f"`{token}`" for token in tokens}
        if line := logs.unwanted(self.cloud, self.function, *named, since_ms=self.since_ms):
            what = next(what for token, what in named.items() if token in line)
            raise NotYet(
                f"`{self.function}` was called for {what}", expected=expected, advice=advice, evidence=self.evidence
            )
