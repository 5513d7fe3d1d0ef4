"""Whom to look at first, and why: what may have cost points that were earned, or given points that were not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lambda_workshop.checks import Status
from lambda_workshop.classroom.marks import Mark
from lambda_workshop.classroom.runs import Change
from lambda_workshop.classroom.similar import Pair
from lambda_workshop.grading.grade import NoticeKind

FIRST = 5
_WEIGHTS = {
    NoticeKind.SUSPICIOUS: (30.0, "a call that no exercise needs"),
    NoticeKind.CRASH: (20.0, "something died while it was graded"),
    NoticeKind.TIMEOUT: (15.0, "something ran into its time limit"),
    NoticeKind.LIMIT: (15.0, "something ran into a limit"),
    NoticeKind.DAMAGED: (4.0, "files that are not as they were handed out"),
}


@dataclass
class Look:
    """One learner to look at: how urgent, and the reasons, the weightiest first."""

    mark: Mark
    weight: float = 0.0
    reasons: list[tuple[float, str]] = field(default_factory=list)

    def add(self, weight: float, reason: str) -> None:
        """One reason more."""
        self.weight += weight
        self.reasons.append((weight, reason))

    def words(self) -> list[str]:
        """The reasons, the weightiest first."""
        return [reason for _weight, reason in sorted(self.reasons, key=lambda one: -one[0])]


def to_look_at(
    marks: Iterable[Mark],
    *,
    changes: Sequence[Change] = (),
    pairs: Sequence[Pair] = (),
    decided: Mapping[str, int] = {},
) -> list[Look]:
    """Everybody whom there is a reason to look at, the most urgent first.

    Args:
        marks: the class.
        changes: what the last run changed, by submission.
        pairs: answers that are alike.
        decided: how many decisions there are on each learner: somebody has looked.
    """
    found = []
    for mark in marks:
        look = Look(mark)
        _by_grade(look)
        _by_change(look, changes)
        for pair in pairs:
            if mark.learner.id in (pair.one, pair.other):
                look.add(10 * pair.share, f"{pair.exercise} is {100 * pair.share:.0f} % like another learner's")
        if look.reasons:
            look.weight /= 1 + decided.get(mark.learner.id, 0)
            found.append(look)
    return sorted(found, key=lambda look: (-look.weight, look.mark.learner.id))


def _by_grade(look: Look) -> None:
    mark = look.mark
    lost = [item for item in mark.grade.exercises if item.status is Status.UNAVAILABLE]
    if lost:
        stake = sum(item.max_points for item in lost)
        names = ", ".join(item.exercise for item in lost[:3]) + (" and more" if len(lost) > 3 else "")
        look.add(50 + stake, f"{names} could not be graded: {stake:g} points")
    elif mark.grade.failed:
        look.add(50, f"could not be graded: {mark.grade.failed}")
    if mark.handed is not None and mark.handed.wrong:
        look.add(25, mark.handed.wrong)
    kinds: dict[NoticeKind, int] = {}
    for notice in mark.grade.notices:
        kinds[notice.kind] = kinds.get(notice.kind, 0) + 1
    for kind, count in kinds.items():
        weight, words = _WEIGHTS.get(kind, (5.0, kind.value))
        look.add(weight, f"{words} ({count} times)" if count > 1 else words)
    for item in mark.grade.exercises:
        failed = [step for step in item.steps if step.status is Status.NOT_YET]
        passed = sum(step.status is Status.PASSED for step in item.steps)
        if item.submitted and item.max_points and not item.points and failed and passed >= 2:
            look.add(2 + item.max_points, f"{item.exercise}: no points, though {passed} steps passed")
    late = [item for item in mark.grade.exercises if "after the cut-off" in item.reason]
    if late:
        look.add(12, f"{len(late)} exercises came after the cut-off and count nothing")


def _by_change(look: Look, changes: Sequence[Change]) -> None:
    mine = [one for one in changes if one.learner == look.mark.submission and one.before is not None]
    less = sum((one.before or 0.0) - (one.after or 0.0) for one in mine if (one.before or 0.0) > (one.after or 0.0))
    if less > 0:
        look.add(10 + less, f"{less:g} points fewer than in the run before")
