"""What the desk's pages show, as plain data for their templates."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambda_workshop.checks import CheckResult, Status
from lambda_workshop.classroom import answers, preview
from lambda_workshop.classroom.class_file import ClassFile
from lambda_workshop.classroom.decisions import Decision, Kind
from lambda_workshop.classroom.looking import FIRST, Look, to_look_at
from lambda_workshop.classroom.marks import Mark, Marks
from lambda_workshop.classroom.runs import Change, changes, last_run
from lambda_workshop.classroom.similar import Pair, alike
from lambda_workshop.grading.grade import ExerciseGrade

# One letter is soon the same as another's.
_NO_CODE = frozenset({"predict", "warmup"})
_SECRET = "learner"


@dataclass(frozen=True)
class Row:
    """One learner in the list."""

    key: str
    name: str
    points: float
    max_points: float
    complete: bool
    before: float | None
    late: bool
    decisions: int
    why: Sequence[str]


@dataclass(frozen=True)
class Exercise:
    """One exercise of a learner: the check's words, the learner's own, and what was decided."""

    item: ExerciseGrade
    checked: ExerciseGrade
    html: str
    answer: str
    before: float | None
    decisions: Sequence[Decision]


class Desk:
    """One folder of grades as the desk shows it; everything is read anew for each page."""

    def __init__(self, folder: Path, settings: ClassFile | None, *, anonymous: bool = False) -> None:
        self.folder = folder
        self.settings = settings
        self.anonymous = anonymous
        self.marks = Marks(folder, settings)

    @functools.cached_property
    def every(self) -> list[Mark]:
        """The class, by the names that are shown."""
        return sorted(self.marks.every(), key=lambda mark: self.name(mark).casefold())

    @functools.cached_property
    def holding(self) -> list[Decision]:
        """The decisions that hold."""
        return self.marks.decisions.holding()

    @functools.cached_property
    def changes(self) -> list[Change]:
        """What the last run changed."""
        before = last_run(self.folder)
        return list(changes(before, self.folder)) if before else []

    @functools.cached_property
    def coming(self) -> list[Change]:
        """What the last preview would change."""
        return preview.changed(self.folder)

    @functools.cached_property
    def pairs(self) -> list[Pair]:
        """Answers that are alike, of all exercises with code, the most alike first."""
        written = {mark.learner.id: answers.read(self.folder, mark.submission) for mark in self.every}
        found: list[Pair] = []
        for name in self.marks.exercises():
            if name.partition(".")[2] not in _NO_CODE:
                found += alike(name, {who: texts[name] for who, texts in written.items() if name in texts})
        return sorted(found, key=lambda pair: -pair.share)

    @property
    def title(self) -> str:
        """What the class is called."""
        return self.settings.name if self.settings else "Grades"

    def key(self, mark: Mark) -> str:
        """What a learner is called in addresses."""
        if not self.anonymous:
            return mark.learner.id
        return hashlib.sha256(f"{self.folder.absolute()}\0{mark.learner.id}".encode()).hexdigest()[:10]

    def name(self, mark: Mark) -> str:
        """What a learner is called on pages: the name, or a number that says nothing."""
        return f"Learner {self.key(mark)[:4]}" if self.anonymous else mark.learner.shown

    def name_of(self, identity: str) -> str:
        """The same, by the learner's id."""
        mark = next((one for one in self.every if one.learner.id == identity), None)
        return self.name(mark) if mark else (_SECRET if self.anonymous else identity)

    def name_of_submission(self, submission: str) -> str:
        """The same, by the submission's name."""
        mark = next((one for one in self.every if one.submission == submission), None)
        return self.name(mark) if mark else (_SECRET if self.anonymous else submission)

    def mark(self, key: str) -> Mark | None:
        """The learner of this key."""
        return next((mark for mark in self.every if self.key(mark) == key), None)

    def first(self) -> list[Look]:
        """The five to look at first."""
        return self.looks()[:FIRST]

    def looks(self) -> list[Look]:
        """Everybody whom there is a reason to look at."""
        counts: dict[str, int] = {}
        for one in self.holding:
            counts[one.learner] = counts.get(one.learner, 0) + 1
        return to_look_at(self.every, changes=self.changes, pairs=self.pairs, decided=counts)

    def rows(self, sort: str) -> list[Row]:
        """The list of the class; `sort` is `name`, `points` or `look`."""
        why = {look.mark.learner.id: look.words() for look in self.looks()}
        order = {look.mark.learner.id: place for place, look in enumerate(self.looks())}
        rows = []
        for mark in self.every:
            mine = [one for one in self.changes if one.learner == mark.submission and one.before is not None]
            delta = sum((one.after or 0.0) - (one.before or 0.0) for one in mine)
            rows.append(
                Row(
                    self.key(mark),
                    self.name(mark),
                    mark.grade.points,
                    mark.grade.max_points,
                    mark.complete,
                    delta or None,
                    any(" late" in item.reason for item in mark.grade.exercises),
                    sum(one.learner == mark.learner.id for one in self.holding),
                    why.get(mark.learner.id, ()),
                )
            )
        keys = {self.key(mark): order.get(mark.learner.id, len(order)) for mark in self.every}
        if sort == "points":
            rows.sort(key=lambda row: (row.complete, row.points))
        elif sort == "look":
            rows.sort(key=lambda row: keys[row.key])
        return rows

    def exercises(self, mark: Mark) -> list[Exercise]:
        """Every exercise of a learner."""
        written = answers.read(self.folder, mark.submission)
        checked = {item.exercise: item for item in mark.checked.exercises}
        before = {one.exercise: one.before for one in self.changes if one.learner == mark.submission}
        found = []
        for item in mark.grade.exercises:
            raw = checked[item.exercise]
            shown = CheckResult(item.exercise, raw.status, raw.steps, raw.points, raw.max_points, raw.seconds)
            decided = [one for one in self.holding if self._concerns(one, mark, item)]
            text = written.get(item.exercise, "")
            found.append(Exercise(item, raw, shown.as_html(), text, before.get(item.exercise), decided))
        return found

    def on_the_whole(self, mark: Mark) -> list[Decision]:
        """Decisions on a learner that are of no single exercise."""
        return [
            one
            for one in self.holding
            if one.learner == mark.learner.id and (one.kind is Kind.EXTRA_TIME or not one.exercise)
        ]

    def of_exercise(self, name: str) -> list[tuple[Mark, ExerciseGrade]]:
        """Every learner's grade of one exercise, the fewest points first."""
        found = [(mark, item) for mark in self.every for item in mark.grade.exercises if item.exercise == name]
        return sorted(found, key=lambda one: (one[1].points, self.name(one[0])))

    def stuck(self) -> list[tuple[str, int, int, str]]:
        """For each exercise: how many passed, of how many, and the step that failed most."""
        found = []
        for name in self.marks.exercises():
            items = [item for _mark, item in self.of_exercise(name) if item.submitted]
            failed: dict[str, int] = {}
            for item in items:
                for step in item.steps:
                    if step.status is Status.NOT_YET:
                        failed[step.text] = failed.get(step.text, 0) + 1
            worst = max(failed, key=lambda text: failed[text], default="")
            found.append((name, sum(item.status is Status.PASSED for item in items), len(items), worst))
        return found

    def waived(self) -> Mapping[str, Decision]:
        """The exercises that count for nobody."""
        return {one.exercise: one for one in self.holding if one.kind is Kind.WAIVED}

    def side_by_side(self, pair: Pair) -> list[tuple[str, str, list[tuple[int, str, bool]]]]:
        """For both of a pair: the key, the name, and each line of the answer with whether it is shared."""
        found = []
        for who, lines in zip((pair.one, pair.other), pair.lines, strict=True):
            mark = next(one for one in self.every if one.learner.id == who)
            text = answers.read(self.folder, mark.submission).get(pair.exercise, "")
            numbered = [(number, line, number in lines) for number, line in enumerate(text.split("\n"), start=1)]
            found.append((self.key(mark), self.name(mark), numbered))
        return found

    @staticmethod
    def _concerns(one: Decision, mark: Mark, item: ExerciseGrade) -> bool:
        mine = one.learner == mark.learner.id and one.kind in (Kind.POINTS, Kind.COMMENT)
        return one.exercise == item.exercise and (mine or one.kind is Kind.WAIVED)
