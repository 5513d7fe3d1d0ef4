"""CSV files of other programs: read with their own separator, encoding and line ends, and written back with these."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

_BOM = "\ufeff"


class ExportError(Exception):
    """Something cannot be written for another system; the message says what to do."""


@dataclass(frozen=True)
class Sheet:
    """The rows of a CSV file, the first with its heads, and how it was written."""

    rows: list[list[str]]
    separator: str = ","
    mark: bool = False
    line_end: str = "\r\n"

    @property
    def heads(self) -> list[str]:
        """The first row."""
        return self.rows[0]

    @property
    def body(self) -> list[list[str]]:
        """The other rows."""
        return self.rows[1:]

    def column(self, place: int) -> list[str]:
        """The cells below a head."""
        return [row[place].strip() if place < len(row) else "" for row in self.body]

    def to_text(self) -> str:
        """The file's text."""
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=self.separator, lineterminator=self.line_end).writerows(self.rows)
        return (_BOM if self.mark else "") + buffer.getvalue()


def read_sheet(path: Path) -> Sheet:
    """The file as it is; raises ExportError when it is no table."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}.") from error
    if content.startswith(b"PK"):
        raise ExportError(f"{path} is a workbook: download it as CSV.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ExportError(f"{path} is not in UTF-8: use it as it was downloaded, not as a program saved it.") from error
    mark = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first.count)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    if len(rows) < 2 or len(rows[0]) < 2:
        raise ExportError(f"{path} is no table with a line for each learner.")
    width = len(rows[0])
    rows = [row + [""] * (width - len(row)) for row in rows]
    return Sheet(rows, separator, mark, "\r\n" if "\r\n" in text else "\n")


def points(value: float) -> str:
    """Points with two decimals, with a point: every importer reads that, whatever its language."""
    return f"{value:.2f}"
