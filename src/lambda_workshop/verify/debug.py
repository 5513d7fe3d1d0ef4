"""The exercise of a broken wiring: its cause named, mended, and nothing else changed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.checks import NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.checks.exercise import StepLike, StepSpec
from lambda_workshop.cloud import Cloud
from lambda_workshop.verify import snapshot
from lambda_workshop.verify.snapshot import Change
from lambda_workshop.verify.verbs import Verbs

Rows = list[tuple[str, str]]
_MADE = "the wiring that `debug.start()` makes, mended"
_AGAIN = "run the cell with `debug.start()` again"


@dataclass(frozen=True)
class Debug(Verbs):
    """The exercise of a broken wiring, which `setup` puts in place.

    Attributes:
        causes: what may be the cause, by letter; one is right.
        services: the services of the wiring, by boto3's names; what `setup` makes in them is compared with what is
            there when it is said to be mended.
    """

    name: str = field(default="debug", kw_only=True)
    causes: Mapping[str, Option] = field(kw_only=True)
    services: tuple[str, ...] = field(default=("lambda", "iam"), kw_only=True)

    def __post_init__(self) -> None:
        """Let the start keep what it has made, and register what steps may ask about that."""
        make, prefixes, services = self.setup, self.resources, self.services
        if make is None or "changed" in self.fixtures:
            return

        @functools.wraps(make)  # a copy of the course without checks finds what is wrapped by its name
        def put_in_place(cloud: Cloud) -> Rows:
            rows = make(cloud)
            snapshot.keep(cloud, prefixes, services)
            return rows

        def changed(cloud: Cloud) -> list[Change]:
            before = snapshot.kept(cloud, prefixes)
            if before is None:
                raise NotYet("nothing is known of a start", expected=_MADE, advice=_AGAIN)
            return snapshot.changes(before, snapshot.taken(cloud, prefixes, services))

        object.__setattr__(self, "setup", put_in_place)
        self.fixture(changed)

    def wiring(self, *, gone: str) -> Callable[[Callable[[Cloud], Any]], StepSpec]:
        """Decorates what finds the wiring (None: it is gone); registers the first two steps, `wiring` and `cause`.

        `gone` is told when it is gone: "`inkwell-sns-debug-tax` or its subscription is gone". The value of `wiring` is
        what the function returned. While nothing has changed since the start and no cause is named, nothing was
        attempted. Later steps that only count with the cause named say `needs=("cause",)`.
        """

        def register(find: Callable[[Cloud], Any]) -> StepSpec:
            def wiring(cloud: Cloud, work: object, changed: list[Change]) -> Passed:
                found = find(cloud)
                if found is None:
                    raise NotYet(gone, expected=_MADE, advice=_AGAIN)
                if work is None and not changed:
                    raise NotAttempted(
                        "no cause is named, and nothing was mended",
                        advice="look at the log and at the settings, then set `cause`",
                    )
                return Passed(found, found="it is there")

            def cause(work: object) -> Passed:
                return named_cause(work, self.causes)

            step = self.add("The broken wiring is there", wiring, name="wiring", weight=0)
            self.add("The cause is named", cause, name="cause", needs=(step,))
            return step

        return register

    def keeps_the_rest(
        self,
        *may_change: str,
        text: str = "Nothing else is changed",
        advice: str = "put it back: only the cause is mended",
        weight: float = 1.0,
        needs: Sequence[StepLike] = ("cause",),
    ) -> StepSpec:
        """A step: what the start made is as it was, but for the places that had to change.

        `may_change` are patterns of places as `verify.snapshot` writes them: `mapping of * to *: FilterCriteria`.
        """

        def keeps_the_rest(changed: list[Change]) -> Passed:
            for change in snapshot.without(changed, may_change):
                raise NotYet(
                    f"{change.place} is {change.now or 'gone'}",
                    expected=f"{change.before or 'nothing, '}, as the start made it",
                    advice=advice,
                )
            return Passed(found=f"{len(changed)} things are changed, and no other")

        return self.add(text, keeps_the_rest, weight=weight, needs=needs)
