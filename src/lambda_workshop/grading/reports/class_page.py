"""The class at a glance: who has which exercise, which step fails most, who needs a look, whose code is the same.

Written as the grades come: what is kept of a learner is on disk, so that ten thousand need no more memory than ten.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
import urllib.parse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import IO

from lambda_workshop.checks import Status
from lambda_workshop.checks.markup import marked_up
from lambda_workshop.grading.grade import ExerciseGrade, Grade, NoticeKind
from lambda_workshop.grading.reports.page import ODD, closing, number, opening, text
from lambda_workshop.grading.store import file_name

# A cell's class, its sign, and the words that a screen reader has for it.
_SIGNS = {
    Status.PASSED: ("p", "✓", Status.PASSED.words),
    Status.NOT_YET: ("y", "◐", Status.NOT_YET.words),
    Status.NOT_ATTEMPTED: ("n", "·", Status.NOT_ATTEMPTED.words),
    Status.BLOCKED: ("n", "·", Status.NOT_ATTEMPTED.words),
    Status.UNAVAILABLE: ("u", "?", Status.UNAVAILABLE.words),
}
# What a notice may have cost, the most first.
_COSTS = (NoticeKind.CRASH, NoticeKind.TIMEOUT, NoticeKind.LIMIT, NoticeKind.SUSPICIOUS, NoticeKind.DAMAGED)
_MISSING = ("m", "∅", "Nothing handed in")
_SHADES = 10
_MOST_CELLS = 200_000
"""Of a map: opening it takes a browser 5 seconds for each 100,000. A larger class is shown by sections."""
# One letter is soon the same as another's.
_NO_CODE = frozenset({"predict", "warmup"})
_NOTICES_SHOWN = 12
_NAMES_SHOWN = 30
_WORDS_SHOWN = 300
_FOUND_KEPT = 200
# A million cells of a large class are three bytes of markup each, not a sentence: style and words stand here, once.
_STYLE = """
.grid { overflow: auto; max-height: 80vh; width: fit-content; max-width: 100%; border: 1px solid var(--line); }
.same li { overflow-wrap: anywhere; }
.grid table { border-collapse: separate; border-spacing: 0; }
.grid th, .grid td { border: solid var(--line); border-width: 0 1px 1px 0; }
.grid td { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.grid thead { position: sticky; top: 0; z-index: 2; }
.grid thead th { background: Canvas; white-space: nowrap; vertical-align: bottom; }
.grid thead button { font: inherit; font-weight: bold; border: 0; background: none; color: inherit; cursor: pointer;
  padding: .2rem 0; text-decoration: underline dotted; }
.grid tbody th { position: sticky; left: 0; z-index: 1; background: Canvas; min-width: 6rem; max-width: 18rem;
  overflow-wrap: anywhere; }
[aria-sort] button::after { content: " ▲"; content: " ▲" / ""; }
[aria-sort=descending] button::after { content: " ▼"; content: " ▼" / ""; }
.scroll { overflow-x: auto; }
.scroll th { white-space: nowrap; }
.scroll td:nth-child(2) { min-width: 15rem; }
@media (max-width: 40rem) { .grid tbody th { min-width: 6.5rem; max-width: 6.5rem; font-size: .85rem; } }
""" + "".join(
    f'.{letter}::before {{ content: "{sign} "; content: "{sign} " / "{words}, "; }}\n'
    for letter, sign, words in dict.fromkeys((*_SIGNS.values(), _MISSING))
) + "".join(
    f".s{shade} {{ background: color-mix(in srgb, var(--jp-success-color1) {40 * shade // _SHADES}%, Canvas); }}\n"
    for shade in range(1, _SHADES + 1)
)  # fmt: skip
_SORT = """
const table = document.querySelector('table.sortable'), words = new Intl.Collator(undefined, {numeric: true});
const points = value => value === '' ? -1 : Number.parseFloat(value);
table.tHead.querySelectorAll('button').forEach(button => button.addEventListener('click', () => {
  const head = button.closest('th'), column = Number(head.dataset.column);
  const down = head.getAttribute('aria-sort') === 'ascending';
  table.tHead.querySelectorAll('[aria-sort]').forEach(other => other.removeAttribute('aria-sort'));
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const rows = [...table.tBodies[0].rows].map(row => [row.cells[column].textContent, row]);
  rows.sort(column ? ([a], [b]) => points(a) - points(b) : ([a], [b]) => words.compare(a, b));
  if (down) rows.reverse();
  const body = document.createDocumentFragment();
  rows.forEach(([, row]) => body.append(row));
  table.tBodies[0].append(body);
}));
"""


@contextlib.contextmanager
def open_class_page(
    folder: Path, columns: Mapping[str, float], *, learners: int, solutions: Mapping[str, str]
) -> Iterator[ClassPage]:
    """Write `folder/class.html`; what is added to the page given here is in it once all is written.

    Args:
        folder: where.
        columns: all exercises, in the course's order, each with its points.
        learners: how many will come.
        solutions: fingerprints of the course's own solutions, by exercise.

    Raises:
        OSError: it cannot be written.
    """
    draft = folder / ".class.html.draft"
    with (
        draft.open("w", encoding="utf-8", errors=ODD) as file,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors=ODD) as look,
        contextlib.closing(sqlite3.connect("")) as same,
    ):
        page = ClassPage(file, look, SameCode(same, tuple(columns), solutions))
        page.begin(columns, learners)
        yield page
        page.end()
    os.replace(draft, folder / "class.html")  # noqa: PTH105


class ClassPage:
    """Takes one grade after the other. `look` is a file of its own, for what comes further down than the map."""

    def __init__(self, file: IO[str], look: IO[str], same: SameCode) -> None:
        self._file = file
        self._look = look
        self._same = same
        self._sums: dict[str, _Sum] = {}
        self._by_section = False

    def begin(self, columns: Mapping[str, float], learners: int) -> None:
        """All up to the first learner's row."""
        self._sums = {name: _Sum() for name in columns}
        self._by_section = learners * len(columns) > _MOST_CELLS
        shown = dict.fromkeys(map(_section, columns)) if self._by_section else columns
        large = " So large a class is shown by sections; each exercise stands in <code>grades.csv</code>."
        self._file.write(opening("The class", style=_STYLE, wide=True))
        self._file.write(
            f"<p>{learners} learner{'s' if learners != 1 else ''}, {len(columns)} exercises. ✓ passed, ◐ not yet, "
            "· not attempted, ∅ nothing handed in, ? could not be checked. The number is the points; the more of "
            f"them, the greener. A column's head sorts by it.{large if self._by_section else ''}</p>"
            '<section><h2>Who has what</h2><div class="grid" tabindex="0" role="region" '
            f'aria-label="Points of every learner"><table class="sortable">{_heads(shown)}<tbody>\n'
        )

    def add(self, grade: Grade) -> None:
        """One learner."""
        by_name = {item.exercise: item for item in grade.exercises}
        for item in grade.exercises:
            self._sums[item.exercise].add(item)
            if item.fingerprint and item.exercise.rpartition(".")[2] not in _NO_CODE:
                self._same.add(item.exercise, item.fingerprint, grade.learner)
        if self._by_section:
            names = dict.fromkeys(map(_section, self._sums))
            sections = {name: _together([item for item in grade.exercises if item.section == name]) for name in names}
            cells = "".join(map(_cell, sections.values()))
        else:
            cells = "".join(_cell(by_name.get(name)) for name in self._sums)
        address = urllib.parse.quote(f"feedback/{file_name(grade.learner)}.html")
        link = f'<a href="{address}">{text(grade.learner)}</a>'
        self._file.write(
            f'<tr><th scope="row">{link}</th><td><strong>{number(grade.points)}</strong></td>{cells}'
            f"<td>{grade.seconds:.0f}&nbsp;s</td></tr>\n"
        )
        if reasons := _reasons(grade):
            said = "".join(f"<dd>{marked_up(reason)}</dd>" for reason in reasons)
            self._look.write(f"<dt>{link}</dt>{said}\n")

    def end(self) -> None:
        """All behind the last learner's row."""
        self._file.write(
            "</tbody></table></div></section>"
            f"<section><h2>Where the class is stuck</h2>{self._stuck()}</section>"
            "<section><h2>Submissions that need a look</h2>"
        )
        self._file.write("<dl>\n" if self._look.tell() else "<p>None.</p>")
        if self._look.tell():
            self._look.seek(0)
            self._file.writelines(self._look)
            self._file.write("</dl>")
        self._file.write("</section><section><h2>The same code</h2>")
        self._file.writelines(self._same.html())
        self._file.write(f"</section>{closing(script=_SORT)}")

    def _stuck(self) -> str:
        rows = []
        for name, total in self._sums.items():
            step, found, count = total.commonest()
            mean = total.seconds / total.submitted if total.submitted else 0.0
            times = "once" if count == 1 else f"{count} times"
            said = f"{marked_up(step)}<br><small>{times}; found most often: {marked_up(found)}</small>"
            often = said if count else "-"
            rows.append(
                f'<tr><th scope="row"><code>{text(name)}</code></th><td>{often}</td>'
                f"<td>{total.passed} of {total.submitted}</td><td>{mean:.1f}&nbsp;s</td></tr>"
            )
        heads = ("exercise", "the commonest failed step", "passed", "time to run")
        head = "".join(f'<th scope="col">{title}</th>' for title in heads)
        return (
            '<div class="scroll" tabindex="0" role="region" aria-label="Where the class is stuck">'
            f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
            "<p><small>The time to run is the mean of the learner's cells and the check.</small></p>"
        )


class SameCode:
    """Whose code is the same; `columns` are all exercises. What it is told stands in a database on disk."""

    def __init__(self, connection: sqlite3.Connection, columns: tuple[str, ...], solutions: Mapping[str, str]) -> None:
        self._connection = connection
        self._columns = columns
        self._places = {name: place for place, name in enumerate(columns)}
        self._solutions = solutions
        connection.execute("CREATE TABLE code (exercise INTEGER, fingerprint TEXT, learner TEXT)")

    def add(self, exercise: str, fingerprint: str, learner: str) -> None:
        """One learner's code of one exercise."""
        name = learner.encode(errors=ODD).decode()
        self._connection.execute("INSERT INTO code VALUES (?, ?, ?)", (self._places[exercise], fingerprint, name))

    def html(self) -> Iterator[str]:
        """The groups of two and more, those of the course's own solutions by themselves: these were handed out."""
        found, own = False, []
        for exercise, fingerprint, said in self._groups():
            if self._solutions.get(exercise) == fingerprint:
                own.append(said)
                continue
            if not found:
                yield "<p>Comments and layout left out. Short answers may well be the same by themselves.</p>"
                yield "<ul class='same'>\n"
            found = True
            yield said
        yield "</ul>" if found else "<p>Nobody's.</p>"
        if own:
            yield f"<h3>As in the course's own solution</h3><ul class='same'>\n{''.join(own)}</ul>"

    def _groups(self) -> Iterator[tuple[str, str, str]]:
        self._connection.execute("CREATE INDEX by_code ON code (exercise, fingerprint)")
        rows = self._connection.execute(
            "SELECT exercise, fingerprint, learner FROM code WHERE (exercise, fingerprint) IN "
            "(SELECT exercise, fingerprint FROM code GROUP BY exercise, fingerprint HAVING count(*) > 1) "
            "ORDER BY exercise, fingerprint, rowid"
        )
        for (place, fingerprint), members in groupby(rows, key=lambda row: (row[0], row[1])):
            names: list[str] = []
            more = 0
            for _place, _fingerprint, learner in members:
                if len(names) < _NAMES_SHOWN:
                    names.append(text(learner))
                else:
                    more += 1
            rest = f" and {more} more" if more else ""
            name = self._columns[place]
            yield name, fingerprint, f"<li><code>{text(name)}</code>: {', '.join(names)}{rest}</li>\n"


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


def _heads(columns: Iterable[str]) -> str:
    """Two rows: the sections, and below them their exercises."""

    def head(name: str, place: int, more: str = "") -> str:
        return f'<th scope="col" data-column="{place}"{more}><button type="button">{text(name)}</button></th>'

    sections: list[str] = []
    below: list[str] = []
    place = 2
    for section, names in groupby(columns, key=_section):
        mine = [name.partition(".")[2] for name in names]
        if mine == [""]:
            sections.append(head(section, place, ' rowspan="2"'))
        else:
            sections.append(f'<th scope="colgroup" colspan="{len(mine)}">{text(section)}</th>')
            below += [head(name, number) for number, name in enumerate(mine, start=place)]
        place += len(mine)
    first = head("learner", 0, ' rowspan="2"') + head("points", 1, ' rowspan="2"')
    last = head("time", place, ' rowspan="2"')
    return f"<thead><tr>{first}{''.join(sections)}{last}</tr><tr>{''.join(below)}</tr></thead>"


def _section(exercise: str) -> str:
    return exercise.partition(".")[0]


def _together(items: Sequence[ExerciseGrade]) -> ExerciseGrade | None:
    """A section's exercises as one; None for none."""
    if not items:
        return None
    seen = {item.status for item in items}
    if len(seen) == 1 or Status.UNAVAILABLE in seen:
        status = Status.UNAVAILABLE if Status.UNAVAILABLE in seen else seen.pop()
    else:
        status = Status.NOT_YET
    points, most = sum(item.points for item in items), sum(item.max_points for item in items)
    return ExerciseGrade(items[0].section, any(item.submitted for item in items), status, points, most)


def _cell(item: ExerciseGrade | None) -> str:
    if item is None:
        return "<td></td>"
    letter = _SIGNS[item.status][0] if item.submitted else _MISSING[0]
    share = item.points / item.max_points if item.max_points else 0.0
    shade = f' s{max(1, int(_SHADES * share))}"' if share > 0 else '"'
    return f'<td class="{letter}{shade}>{number(item.points)}</td>'


def _reasons(grade: Grade) -> list[str]:
    """Why an instructor should look at this submission; empty for nothing."""
    if grade.failed:
        reasons = [f"not graded: {grade.failed}"]
    else:
        # Points may be missing that the learner has earned: this may be the grader's fault.
        reasons = [
            f"could not be checked: {item.exercise}: {item.reason or _broken(item)}"
            for item in grade.exercises
            if item.status is Status.UNAVAILABLE
        ]
    reasons += _by_kind(grade)
    more = len(reasons) - _NOTICES_SHOWN
    shown = reasons[:_NOTICES_SHOWN] + ([f"and {more} more"] if more > 0 else [])
    return [reason if len(reason) <= _WORDS_SHOWN else f"{reason[:_WORDS_SHOWN]} …" for reason in shown]


def _by_kind(grade: Grade) -> list[str]:
    """One line for each kind of notice, those first that may have cost points."""
    found: dict[NoticeKind, list[str]] = {}
    for notice in grade.notices:
        found.setdefault(notice.kind, []).append(f"{notice.exercise or 'all'}: {notice.text}")
    lines = []
    for kind in sorted(found, key=_COSTS.index):
        more = f" (and {len(found[kind]) - 1} more)" if len(found[kind]) > 1 else ""
        lines.append(f"{kind.value}: {found[kind][0]}{more}")
    return lines


def _broken(item: ExerciseGrade) -> str:
    """What kept the check from its end."""
    return next((step.actual for step in item.steps if step.status is Status.UNAVAILABLE), "no reason is known")
