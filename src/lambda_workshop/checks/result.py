"""The result of a check, and how it reads as text, as HTML and as data."""

from __future__ import annotations

import html
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any

from lambda_workshop.checks.markup import marked_up

MIME_TYPE = "application/vnd.lambda-workshop.check+json"


class Status(Enum):
    """What a check, or one step of it, came to."""

    PASSED = "passed"
    NOT_YET = "not_yet"
    NOT_ATTEMPTED = "not_attempted"
    BLOCKED = "blocked"
    UNAVAILABLE = "unavailable"

    @property
    def words(self) -> str:
        """The verdict as a learner reads it: *Passed*, *Not yet*, *Not attempted*, *Blocked*, *Could not check*."""
        return _WORDS[self]


_WORDS = {
    Status.PASSED: "Passed",
    Status.NOT_YET: "Not yet",
    Status.NOT_ATTEMPTED: "Not attempted",
    Status.BLOCKED: "Blocked",
    Status.UNAVAILABLE: "Could not check",
}
# JupyterLab's own theme colours, so that a result reads in light and in dark.
_COLOURS = {
    Status.PASSED: "var(--jp-success-color1, #2e7d32)",
    Status.NOT_YET: "var(--jp-warn-color1, #b26a00)",
    Status.NOT_ATTEMPTED: "var(--jp-border-color1, #757575)",
    Status.BLOCKED: "var(--jp-border-color1, #757575)",
    Status.UNAVAILABLE: "var(--jp-error-color1, #c62828)",
}

_EVIDENCE = "font-family:var(--jp-code-font-family, monospace);white-space:pre-wrap;max-height:24em;overflow:auto"


@dataclass(frozen=True)
class Step:
    """One thing that a check looked at. `actual` is what was found, `expected` what should be there."""

    text: str
    status: Status
    expected: str = ""
    actual: str = ""
    advice: str = ""
    evidence: str = ""
    points: float = 0.0
    max_points: float = 0.0


@dataclass(frozen=True)
class CheckResult:
    """What a check found: the verdict, every step with its evidence, and the points.

    Attributes:
        exercise: the id, as in `sqs.wire`.
        status: the verdict on the whole exercise.
        steps: every step in order; the ones behind a failed one are blocked, not failed.
        points: what the passed steps are worth; at most `max_points`.
        elapsed: seconds that the check took.
    """

    exercise: str
    status: Status
    steps: tuple[Step, ...]
    points: float
    max_points: float
    elapsed: float = field(default=0.0, compare=False)

    @property
    def passed(self) -> bool:
        """Whether every step passed."""
        return self.status is Status.PASSED

    def as_json(self) -> dict[str, Any]:
        """The result as plain data, the shape that is stored in the notebook and read by graders."""
        data = asdict(self)
        data["status"] = self.status.value
        for step, source in zip(data["steps"], self.steps, strict=True):
            step["status"] = source.status.value
        data["version"] = 1
        return data

    def __str__(self) -> str:
        lines = [f"{self.status.words}: {self.exercise} · {_points(self.points)} of {_points(self.max_points)} points"]
        for step in self.steps:
            lines.append(f"  {step.status.words}: {step.text}")
            lines += [f"    {label}: {_indent(text)}" for label, text in _details(step)]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/plain": str(self), "text/html": self.as_html(), MIME_TYPE: self.as_json()}

    def as_html(self) -> str:
        """The result as HTML in the colours of JupyterLab's theme, or of a page that gives those names values."""
        items = "".join(_step_html(step) for step in self.steps)
        return (
            f'<section style="{_frame(self.status)}">'
            f"<p style='margin:0 0 .4em'><strong>{self.status.words}</strong>: "
            f"<code>{html.escape(self.exercise)}</code>"
            f" · {_points(self.points)} of {_points(self.max_points)} points · {self.elapsed:.1f} s</p>"
            f"<ol style='margin:0;padding-left:1.6em'>{items}</ol></section>"
        )


def _frame(status: Status) -> str:
    return f"border-left:4px solid {_COLOURS[status]};padding:.4em .9em;margin:.3em 0"


def _details(step: Step) -> list[tuple[str, str]]:
    """The texts of a step with their labels, in the order in which a learner needs them."""
    texts = (("Found", step.actual), ("Expected", step.expected), ("Next", step.advice), ("Evidence", step.evidence))
    return [(label, text) for label, text in texts if text]


def _step_html(step: Step) -> str:
    # Mixed with the text's own colour: the theme's are for surfaces, and too faint for words.
    colour = f"color-mix(in srgb, {_COLOURS[step.status]} 70%, var(--jp-content-font-color0, CanvasText))"
    verdict = f"<strong style='color:{colour}'>{step.status.words}</strong>"
    if step.status in (Status.NOT_ATTEMPTED, Status.BLOCKED):
        verdict = f"<strong>{step.status.words}</strong>"
    parts = [f"<li style='margin:.2em 0'>{verdict}: {marked_up(step.text)}"]
    details = [(label, text) for label, text in _details(step) if label != "Evidence"]
    if details and step.status is Status.PASSED:
        parts.append(f"<br><small>{marked_up(step.actual)}</small>" if step.actual else "")
    elif details:
        rows = "".join(
            f"<tr><th style='text-align:left;vertical-align:top'>{label}</th>"
            f"<td style='text-align:left;white-space:pre-wrap'>{marked_up(text)}</td></tr>"
            for label, text in details
        )
        parts.append(f"<table style='margin:.2em 0'>{rows}</table>")
    if step.evidence:
        opened = " open" if step.status is Status.NOT_YET else ""
        parts.append(
            f"<details{opened}><summary>Evidence</summary>"
            f"<pre style='{_EVIDENCE}'>{html.escape(step.evidence)}</pre>"
            "</details>"
        )
    return "".join(parts) + "</li>"


def _indent(text: str) -> str:
    return text.replace("\n", "\n      ")


def _points(value: float) -> str:
    return f"{round(value, 2):g}"
