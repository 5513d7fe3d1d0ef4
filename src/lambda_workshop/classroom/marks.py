"""From grades to marks: the class's sections and weights, late rules, and the instructor's decisions.

A mark is a grade again, so that every report and every export reads it as it reads a grade. What decided about the
points beside the check stands in its `reason`, which the learner reads.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from lambda_workshop.checks import Status
from lambda_workshop.classroom import handed_in
from lambda_workshop.classroom.class_file import FIRST, LAST, ClassFile, Learner
from lambda_workshop.classroom.decisions import Decision, Decisions, Kind
from lambda_workshop.classroom.handed_in import HandedIn
from lambda_workshop.classroom.roster import owner
from lambda_workshop.grading.grade import ExerciseGrade, Grade
from lambda_workshop.grading.store import Kept, Store

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mark:
    """What one learner's work is worth.

    Attributes:
        learner: who; made up of the submission's name where the roster does not have it.
        kept: the grade that counts, with all that was decided, under the learner's id.
        checked: the same as the checks gave it.
        submission: the name of the submission that counts.
        handed: when and how it came, where that is known.
        attempts: how many submissions there are.
    """

    learner: Learner
    kept: Kept
    checked: Grade
    submission: str
    handed: HandedIn | None = None
    attempts: int = 1

    @property
    def grade(self) -> Grade:
        """The grade that counts."""
        return self.kept.grade

    @property
    def complete(self) -> bool:
        """Whether all of it could be graded: what could not is no zero."""
        return not self.grade.failed and all(item.status is not Status.UNAVAILABLE for item in self.grade.exercises)


class Marks:
    """The marks of one folder of grades, computed from the grades as they are now."""

    def __init__(self, folder: Path, settings: ClassFile | None) -> None:
        self.folder = folder
        self.settings = settings
        self.store = Store(folder)
        self.decisions = Decisions(folder)
        self._set = None if settings is None else settings.exercises()

    def every(self) -> Iterator[Mark]:
        """Every learner's, by their ids."""
        rules = Rules(self.settings, self.decisions.holding())
        handed = handed_in.read(self.folder)
        learners = dict(self.settings.learners) if self.settings else {}
        attempts: dict[str, list[str]] = {}
        known: dict[str, Learner] = {}
        for kept in self.store.every():
            name = kept.grade.learner
            one = handed.get(name)
            ids = {**kept.ids, **(one.ids if one else {})}
            wanted = one.learner if one else name
            learner = learners.get(wanted) or owner(learners, wanted, ids) or Learner(wanted)
            attempts.setdefault(learner.id, []).append(name)
            known[learner.id] = learner
        for identity in sorted(attempts):
            marks = [self._mark(known[identity], name, handed.get(name), rules) for name in attempts[identity]]
            counted = self._counted([mark for mark in marks if mark is not None])
            if counted is not None:
                yield replace(counted, attempts=len(marks))

    def of(self, learner: str) -> Mark | None:
        """One learner's; None for nothing."""
        return next((mark for mark in self.every() if mark.learner.id == learner), None)

    def missing(self) -> list[Learner]:
        """Those of the roster of whom there is nothing."""
        if self.settings is None:
            return []
        there = {mark.learner.id for mark in self.every()}
        return [learner for learner in self.settings.learners.values() if learner.id not in there]

    def exercises(self) -> dict[str, float]:
        """Every exercise that counts with the check's points, in the class's order."""
        if self._set is not None:
            return self._set
        found: dict[str, float] = {}
        for kept in self.store.every():
            found |= {item.exercise: item.max_points for item in kept.grade.exercises}
        return found

    def _mark(self, learner: Learner, name: str, handed: HandedIn | None, rules: Rules) -> Mark | None:
        kept = self.store.kept(name)
        if kept is None:
            return None
        wanted = self.exercises()
        by_name = {item.exercise: item for item in kept.grade.exercises if item.exercise in wanted}
        checked = replace(kept.grade, exercises=tuple(by_name[one] for one in wanted if one in by_name))
        items = tuple(rules.marked(item, learner.id, handed, wanted) for item in checked.exercises)
        # What a person has decided is graded, whatever became of the check.
        failed = checked.failed if any(item.status is Status.UNAVAILABLE for item in items) or not items else ""
        grade = replace(checked, learner=learner.id, exercises=items, failed=failed)
        ids = {**kept.ids, **(handed.ids if handed else {})}
        ids |= {key: value for key in ("moodle", "canvas") if (value := getattr(learner, key))}
        comments = rules.comments(learner.id)
        return Mark(learner, replace(kept, grade=grade, ids=ids, comments=comments), checked, name, handed)

    def _counted(self, marks: list[Mark]) -> Mark | None:
        """The attempt that counts; one that could not be graded only where there is no other."""
        rule = self.settings.attempt if self.settings else LAST
        usable = [mark for mark in marks if mark.complete] or marks
        if not usable:
            return None

        def came(mark: Mark) -> tuple[float, str]:
            time = mark.handed.time if mark.handed else None
            return (time.timestamp() if time else math.inf, mark.submission)

        if rule == FIRST:
            return min(usable, key=came)
        if rule == LAST:
            return max(usable, key=came)
        return max(usable, key=lambda mark: (mark.grade.points, came(mark)))


class Rules:
    """What makes a mark of a check's grade."""

    def __init__(self, settings: ClassFile | None, decisions: list[Decision]) -> None:
        self._settings = settings
        self._points = {(one.learner, one.exercise): one for one in decisions if one.kind is Kind.POINTS}
        self._waived = {one.exercise: one for one in decisions if one.kind is Kind.WAIVED}
        self._time = [one for one in decisions if one.kind is Kind.EXTRA_TIME]
        self._comments = [one for one in decisions if one.kind is Kind.COMMENT]

    def comments(self, learner: str) -> tuple[str, ...]:
        """The words on the whole."""
        return tuple(one.why for one in self._comments if one.learner == learner and not one.exercise)

    def factor(self, exercise: str, wanted: Mapping[str, float]) -> float:
        """What one point of this exercise's check counts for."""
        if self._settings is None:
            return 1.0
        weight = self._weight(exercise)
        if self._settings.total is None:
            return weight
        whole = sum(points * self._weight(name) for name, points in wanted.items() if name not in self._waived)
        return weight * self._settings.total / whole if whole else 0.0

    def marked(
        self, item: ExerciseGrade, learner: str, handed: HandedIn | None, wanted: Mapping[str, float]
    ) -> ExerciseGrade:
        """The exercise with its points as they count, and why they are not the check's."""
        reasons = [item.reason] if item.reason else []
        if waived := self._waived.get(item.exercise):
            reasons.append(f"it counts for nobody: {waived.why}")
            return replace(item, points=0.0, max_points=0.0, reason="; ".join(reasons))
        if decided := self._points.get((learner, item.exercise)):
            points = min(decided.points or 0.0, item.max_points)
            reasons.append(f"your instructor gave {points:g} of {item.max_points:g} points: {decided.why}")
            status = Status.PASSED if points >= item.max_points else Status.NOT_YET
            item = replace(item, points=points, status=status, submitted=True)
        reasons += [
            f"your instructor says: {one.why}"
            for one in self._comments
            if (one.learner, one.exercise) == (learner, item.exercise)
        ]
        share, late = self.lateness(item.section, learner, handed)
        factor = self.factor(item.exercise, wanted)
        if late and item.points:
            reasons.append(late)
        return replace(
            item,
            points=round(item.points * factor * share, 6),
            max_points=round(item.max_points * factor, 6),
            reason="; ".join(reasons),
        )

    def lateness(self, section: str, learner: str, handed: HandedIn | None) -> tuple[float, str]:
        """The share of a section's points that is left, and why it is not all of it; (1, "") in time."""
        due = self._settings.due_of(section) if self._settings else None
        if due is None or handed is None or handed.time is None:
            return 1.0, ""
        late = handed.time - due.at - self.extra_time(section, learner)
        if late <= due.rule.grace:
            return 1.0, ""
        if due.rule.cut_off is not None and late > due.rule.cut_off:
            return 0.0, f"{_long(late)} late, after the cut-off: no points"
        days = math.ceil(late / _DAY)
        share = max(0.0, 1 - days * due.rule.percent / 100)
        return share, f"{_long(late)} late: {100 * (1 - share):g} % less" if share < 1 else ""

    def extra_time(self, section: str, learner: str) -> timedelta:
        """How much more time this learner has for this section: the most of what was decided."""
        minutes = [one.minutes for one in self._time if one.learner == learner and one.exercise in ("", section)]
        return timedelta(minutes=max(minutes, default=0.0))

    def _weight(self, exercise: str) -> float:
        if self._settings is None:
            return 1.0
        weights = self._settings.weights
        return weights.get(exercise, weights.get(exercise.partition(".")[0], 1.0))


def _long(time: timedelta) -> str:
    minutes = max(1, math.ceil(time / timedelta(minutes=1)))
    if minutes < 120:
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    return f"{minutes / 60:.0f} hours" if minutes < 48 * 60 else f"{minutes / 1440:.0f} days"
