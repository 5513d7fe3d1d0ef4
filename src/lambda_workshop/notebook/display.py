"""What is shown in a notebook: one object, complete as plain text and as HTML in JupyterLab's theme colours."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lambda_workshop.checks.markup import marked_up

_LONGEST_WORD = 60
"""Characters; most ARNs are shorter, and what is base64 is longer."""


@dataclass(frozen=True)
class Paragraph:
    """A few sentences; `backticks` are code."""

    text: str

    def plain(self) -> str:
        """As text."""
        return self.text

    def html(self) -> str:
        """As HTML."""
        return f"<p style='margin:.2em 0;line-height:1.5'>{marked_up(self.text)}</p>"


@dataclass(frozen=True)
class Code:
    """Text that keeps its line breaks: code or a log."""

    text: str
    language: str = ""

    def plain(self) -> str:
        """As text."""
        return self.text

    def html(self) -> str:
        """As HTML."""
        style = (
            "font-family:var(--jp-code-font-family, monospace);white-space:pre-wrap;line-height:1.3;"
            "max-height:32em;overflow:auto"
        )
        return f"<pre style='{style}'>{html.escape(self.text)}</pre>"


class Linked(str):
    """Text that is a link in HTML; as plain text it is the text alone. `address` may be relative to the notebook."""

    address: str

    def __new__(cls, text: str, address: str) -> Linked:
        made = super().__new__(cls, text)
        made.address = address
        return made


def _cell(text: str) -> str:
    if isinstance(text, Linked):
        return f"<a href='{html.escape(text.address)}'>{marked_up(text)}</a>"
    return marked_up(text)


def _breaking(text: str) -> str:
    """A word that is wider than a column may be broken anywhere; other words stay whole."""
    return ";overflow-wrap:anywhere" if any(len(word) > _LONGEST_WORD for word in text.split()) else ""


@dataclass(frozen=True)
class Table:
    """A table with a caption, a header and rows of text, some of which may be `Linked`."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def plain(self) -> str:
        """As text in columns."""
        lines = [list(self.header), *[list(row) for row in self.rows]]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.header))]
        drawn = [
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines
        ]
        return "\n".join([self.caption, *drawn])

    def html(self) -> str:
        """As HTML; the first column names its row."""
        # Padding and line height as JupyterLab gives them to an output's table; in a panel it gives neither.
        left = "text-align:left;vertical-align:top;white-space:pre-wrap;padding:.4em .5em;line-height:1.3"
        head = "".join(f"<th scope='col' style='{left}'>{marked_up(text)}</th>" for text in self.header)
        body = "".join(
            "<tr>"
            + f"<th scope='row' style='{left}{_breaking(row[0])};font-weight:normal'>{_cell(row[0])}</th>"
            + "".join(f"<td style='{left}{_breaking(text)}'>{_cell(text)}</td>" for text in row[1:])
            + "</tr>"
            for row in self.rows
        )
        caption = f"<caption style='text-align:left'>{marked_up(self.caption)}</caption>"
        return f"<table style='margin:.2em 0'>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


Part = Paragraph | Code | Table


class Output:
    """Parts, one below the other. What a cell shows when it is the last line's value."""

    def __init__(self, *parts: Part | str) -> None:
        self.parts = tuple(Paragraph(part) if isinstance(part, str) else part for part in parts)

    def __str__(self) -> str:
        return "\n".join(part.plain() for part in self.parts)

    __repr__ = __str__

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        body = "".join(part.html() for part in self.parts)
        return {"text/plain": str(self), "text/html": f"<div>{body}</div>"}


def in_notebook() -> bool:
    """Whether a kernel runs this, so that something can be displayed."""
    import sys

    if "IPython" not in sys.modules:
        return False
    from IPython.core.getipython import get_ipython

    return get_ipython() is not None


def show(output: Output) -> None:
    """Display it below the running cell; outside a notebook nothing happens."""
    if in_notebook():
        from IPython.display import display

        display(output)
