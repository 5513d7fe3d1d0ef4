"""The exercise of a broken wiring: its cause named, mended, and nothing else changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.checks import NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud
from lambda_workshop.verify.verbs import Verbs


@dataclass(frozen=True)
class Debug(Verbs):
    """The exercise of a broken wiring, which `setup` puts in place.

    Attributes:
        causes: what may be the cause, by letter; one is right.
    """

    name: str = field(default="debug", kw_only=True)
    causes: Mapping[str, Option] = field(default_factory=dict, kw_only=True)

    def wiring(
        self, *, gone: str, untouched: Callable[[Any], bool]
    ) -> Callable[[Callable[[Cloud], Any]], Callable[[Cloud], Any]]:
        """Decorates what finds the wiring (None: it is gone); registers the first two steps, `wiring` and `cause`.

        Args:
            gone: what is told when it is gone: "`inkwell-sns-debug-tax` or its subscription is gone".
            untouched: whether the wiring is as the start made it; then, and without a cause, nothing was attempted.

        The value of the step `wiring` is what the function returned. Later steps that only count with the cause named
        say `needs=("cause",)`.
        """

        def register(find: Callable[[Cloud], Any]) -> Callable[[Cloud], Any]:
            def wiring(cloud: Cloud, work: object) -> Passed:
                found = find(cloud)
                if found is None:
                    raise NotYet(
                        gone,
                        expected="the wiring that `debug.start()` makes, mended",
                        advice="run the cell with `debug.start()` again",
                    )
                if work is None and untouched(found):
                    raise NotAttempted(
                        "no cause is named, and nothing was mended",
                        advice="look at the log and at the settings, then set `cause`",
                    )
                return Passed(found, found="it is there")

            def cause(work: object) -> Passed:
                return named_cause(work, self.causes)

            self.add("The broken wiring is there", wiring, name="wiring", weight=0)
            self.add("The cause is named", cause, name="cause", needs=("wiring",))
            return find

        return register
