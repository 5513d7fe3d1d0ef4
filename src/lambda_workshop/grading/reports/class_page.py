"""The class at a glance: who has which exercise, which step fails most, who needs a look, whose code is the same."""

from __future__ import annotations

import urllib.parse
from collections import Counter
from collections.abc import Mapping

from lambda_workshop.checks import Status
from lambda_workshop.checks.markup import marked_up
from lambda_workshop.grading.grade import ExerciseGrade, Grade
from lambda_workshop.grading.reports.page import number, page, text
from lambda_workshop.grading.store import file_name

_SHORT = {
    Status.PASSED: "✓",
    Status.NOT_YET: "◐",
    Status.NOT_ATTEMPTED: "·",
    Status.BLOCKED: "·",
    Status.UNAVAILABLE: "?",
}
# One letter is soon the same as another's.
_NO_CODE = frozenset({"predict", "warmup"})
_NOTICES_SHOWN = 12
_WORDS_SHOWN = 300
_FOUND_KEPT = 200
_SORT = """
const heads = document.querySelectorAll('table.sortable thead button');
heads.forEach((button, column) => button.addEventListener('click', () => {
  const body = button.closest('table').tBodies[0], up = button.dataset.up !== '1';
  button.dataset.up = up ? '1' : '0';
  const key = row => { const cell = row.cells[column]; return cell.dataset.sort ?? cell.textContent; };
  const rows = [...body.rows].sort((a, b) => key(a).localeCompare(key(b), undefined, {numeric: true}));
  body.append(...(up ? rows : rows.reverse()));
}));
"""


class ClassPage:
    """Takes one grade after the other, and keeps of each only what the page shows. `columns` are all exercises."""

    def __init__(self, columns: Mapping[str, float]) -> None:
        self._columns = columns
        self._rows: list[str] = []
        self._look: list[str] = []
        self._sums = {name: _Sum() for name in columns}
        self._same: dict[tuple[str, str], list[str]] = {}

    def add(self, grade: Grade) -> None:
        """One learner."""
        by_name = {item.exercise: item for item in grade.exercises}
        for item in grade.exercises:
            self._sums[item.exercise].add(item)
            if item.fingerprint and item.exercise.rpartition(".")[2] not in _NO_CODE:
                self._same.setdefault((item.exercise, item.fingerprint), []).append(grade.learner)
        cells = "".join(_cell(by_name.get(name)) for name in self._columns)
        address = urllib.parse.quote(f"feedback/{file_name(grade.learner)}.html")
        link = f'<a href="{address}">{text(grade.learner)}</a>'
        total = f'<td data-sort="{grade.points:.4f}"><strong>{number(grade.points)}</strong></td>'
        time = f'<td data-sort="{grade.seconds:.1f}">{grade.seconds:.0f}&nbsp;s</td>'
        self._rows.append(f'<tr><th scope="row">{link}</th>{total}{cells}{time}</tr>')
        if grade.notices or grade.failed:
            self._look.append(f"<dt>{link}</dt>{_reasons(grade)}")

    def html(self) -> str:
        """The page as one HTML text."""
        intro = (
            f"<p>{len(self._rows)} learners, {len(self._columns)} exercises. ✓ passed, ◐ not yet, · not attempted, "
            "? could not be checked; the number is the points. A head sorts its column.</p>"
        )
        sections = (
            ("Who has what", self._map()),
            ("Where the class is stuck", self._stuck()),
            ("Submissions that need a look", f"<dl>{''.join(self._look)}</dl>" if self._look else "<p>None.</p>"),
            ("The same code", self._identical()),
        )
        body = "".join(f"<section><h2>{title}</h2>{content}</section>" for title, content in sections)
        return page("The class", intro + body, script=_SORT)

    def _map(self) -> str:
        heads = ("learner", "points", *self._columns, "time")
        head = "".join(f'<th scope="col"><button type="button">{text(name)}</button></th>' for name in heads)
        return (
            '<div class="grid" tabindex="0" role="region" aria-label="Points of every learner">'
            f'<table class="sortable"><thead><tr>{head}</tr></thead><tbody>{"".join(self._rows)}</tbody></table></div>'
        )

    def _stuck(self) -> str:
        rows = []
        for name, total in self._sums.items():
            step, found, count = total.commonest()
            mean = total.seconds / total.submitted if total.submitted else 0.0
            times = "once" if count == 1 else f"{count} times"
            said = f"{marked_up(step)}<br><small>{times}; found most often: {marked_up(found)}</small>"
            often = said if count else "-"
            rows.append(
                f'<tr><th scope="row"><code>{text(name)}</code></th><td>{total.passed} of {total.submitted}</td>'
                f"<td>{mean:.1f}&nbsp;s</td><td>{often}</td></tr>"
            )
        heads = ("exercise", "passed", "mean time", "the commonest failed step")
        head = "".join(f'<th scope="col">{title}</th>' for title in heads)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"

    def _identical(self) -> str:
        groups = [
            f"<li><code>{text(exercise)}</code>: {', '.join(map(text, learners))}</li>"
            for (exercise, _fingerprint), learners in sorted(self._same.items())
            if len(learners) > 1
        ]
        note = "<p>Comments and layout left out. Short answers may well be the same by themselves.</p>"
        return f"{note}<ul>{''.join(groups)}</ul>" if groups else "<p>Nobody's.</p>"


class _Sum:
    """One exercise over all learners."""

    def __init__(self) -> None:
        self.submitted = 0
        self.passed = 0
        self.seconds = 0.0
        self._failed: Counter[str] = Counter()
        self._found: dict[str, Counter[str]] = {}

    def add(self, item: ExerciseGrade) -> None:
        """One learner's."""
        self.submitted += item.submitted
        self.passed += item.status is Status.PASSED
        self.seconds += item.seconds
        for step in item.steps:
            if step.status is Status.NOT_YET:
                self._failed[step.text] += 1
                found = self._found.setdefault(step.text, Counter())
                if len(found) < _FOUND_KEPT or step.actual[:_WORDS_SHOWN] in found:
                    found[step.actual[:_WORDS_SHOWN]] += 1

    def commonest(self) -> tuple[str, str, int]:
        """The step that failed most often, what was found most often then, and how often it failed."""
        if not self._failed:
            return "", "", 0
        step, count = self._failed.most_common(1)[0]
        return step, self._found[step].most_common(1)[0][0], count


def _cell(item: ExerciseGrade | None) -> str:
    if item is None:
        return '<td data-sort="-1">-</td>'
    share = item.points / item.max_points if item.max_points else 0.0
    words = f"{item.status.words if item.submitted else 'Nothing handed in'}, {number(item.points)} points"
    colour = f"color-mix(in srgb, var(--jp-success-color1) {40 * share:.0f}%, transparent)"
    return (
        f'<td data-sort="{item.points:.4f}" title="{text(words)}" style="background:{colour}">'
        f"{_SHORT[item.status]}&nbsp;{number(item.points)}</td>"
    )


def _reasons(grade: Grade) -> str:
    notices = [f"{notice.kind.value}: {notice.exercise or 'all'}: {notice.text}" for notice in grade.notices]
    reasons = ([f"not graded: {grade.failed}"] if grade.failed else []) + notices
    more = len(reasons) - _NOTICES_SHOWN
    shown = reasons[:_NOTICES_SHOWN] + ([f"and {more} more"] if more > 0 else [])
    return "".join(f"<dd>{marked_up(reason[:_WORDS_SHOWN])}</dd>" for reason in shown)
