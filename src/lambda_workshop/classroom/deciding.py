"""Takes decisions about grades: looks first whether there is such a learner and such an exercise."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from lambda_workshop.classroom.decisions import Decision, DecisionError, Kind
from lambda_workshop.classroom.marks import Mark, Marks


def give_points(marks: Marks, learner: str, exercise: str, points: float, why: str) -> Decision:
    """Points of one learner's exercise in place of the check's, whatever a regrade finds; raises DecisionError."""
    mark = _mark(marks, learner)
    item = next((one for one in mark.checked.exercises if one.exercise == exercise), None)
    if item is None:
        raise _unknown("exercise", exercise, [one.exercise for one in mark.checked.exercises])
    if not 0 <= points <= item.max_points:
        raise DecisionError(f"{exercise} is worth 0 to {item.max_points:g} points, and this is {points:g}.")
    return marks.decisions.add(Decision(Kind.POINTS, why, mark.learner.id, exercise, points=points, was=item.points))


def waive(marks: Marks, exercise: str, why: str) -> Decision:
    """Let an exercise count for nobody; raises DecisionError."""
    known = marks.exercises()
    if exercise not in known:
        raise _unknown("exercise", exercise, known)
    return marks.decisions.add(Decision(Kind.WAIVED, why, exercise=exercise))


def give_time(marks: Marks, learner: str, minutes: float, section: str, why: str) -> Decision:
    """More time for one learner, for one section or (empty) for all; raises DecisionError."""
    identity = _identity(marks, learner)
    sections = dict.fromkeys(name.partition(".")[0] for name in marks.exercises())
    if section and section not in sections:
        raise _unknown("section", section, sections)
    if not 0 < minutes <= 366 * 24 * 60:
        raise DecisionError(f"Extra time is more than nothing and at most a year, and this is {minutes:g} minutes.")
    return marks.decisions.add(Decision(Kind.EXTRA_TIME, why, identity, section, minutes=minutes))


def comment(marks: Marks, learner: str, exercise: str, words: str) -> Decision:
    """Words to one learner, on an exercise or (empty) on the whole; raises DecisionError."""
    mark = _mark(marks, learner)
    known = [one.exercise for one in mark.checked.exercises]
    if exercise and exercise not in known:
        raise _unknown("exercise", exercise, known)
    return marks.decisions.add(Decision(Kind.COMMENT, words, mark.learner.id, exercise))


def _mark(marks: Marks, learner: str) -> Mark:
    every = {mark.learner.id: mark for mark in marks.every()}
    if learner in every:
        return every[learner]
    by_name = [mark for mark in every.values() if learner in (mark.learner.name, mark.learner.email, mark.submission)]
    if len(by_name) == 1:
        return by_name[0]
    raise _unknown("learner", learner, [*every, *(mark.learner.name for mark in every.values() if mark.learner.name)])


def _identity(marks: Marks, learner: str) -> str:
    """The learner's id; also of one who has handed in nothing yet, where the roster has them."""
    for one in marks.settings.learners.values() if marks.settings else ():
        if learner in (one.id, one.name, one.email):
            return one.id
    return _mark(marks, learner).learner.id


def _unknown(what: str, given: str, known: Collection[str]) -> DecisionError:
    close = difflib.get_close_matches(given, list(known), n=3, cutoff=0.5) or sorted(known)[:5]
    return DecisionError(f"There is no {what} {given!r}. There are: {', '.join(close)}.")
