"""What a doubter would ask for: what was sent, what was answered, what was logged."""

from __future__ import annotations

import json

from lambda_workshop.checks import Answer
from lambda_workshop.cloud import Cloud, logs

MOST_LINES = 40


def indented(text: str) -> str:
    """The lines that are not empty, two spaces in; `(nothing)` when there is none."""
    return "\n".join(f"  {line}" for line in text.splitlines() if line.strip()) or "  (nothing)"


def logged(cloud: Cloud, *functions: str, since_ms: int = 0, most: int = MOST_LINES) -> str:
    """The last lines of each function's log from `since_ms` on; says how many lines it leaves out."""
    parts = []
    for function in functions:
        lines = [line.text.rstrip() for line in logs.lines(cloud, function, since_ms=since_ms)]
        left_out = [f"({len(lines) - most} earlier lines are not shown)"] if len(lines) > most else []
        text = "\n".join(left_out + lines[-most:]) or f"(nothing: `{function}` was not called)"
        named = f" by `{function}`" if len(functions) > 1 else ""
        parts.append(f"logged{named}:\n{indented(text)}")
    return "\n".join(parts)


def exchange(sent: object, answer: Answer) -> str:
    """One call: what was sent (text as it is, other things as JSON), what came back, what was logged."""
    text = sent if isinstance(sent, str) else json.dumps(sent, ensure_ascii=False, indent=1)
    return f"sent:\n{indented(text)}\nanswered:\n{indented(answer.shown)}\nlogged:\n{indented(answer.log)}"
