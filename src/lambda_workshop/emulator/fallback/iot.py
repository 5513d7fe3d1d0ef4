"""The SQL of topic rules."""

from __future__ import annotations

from lambda_workshop.emulator.fallback.ministack import iot


def without_texts(sql: str) -> str:
    """The statement with every text in quotes emptied."""
    return iot._SQL_LITERAL_RE.sub("''", sql)


def unknown_functions(sql: str) -> list[str]:
    """The SQL functions in it that MiniStack does not evaluate."""
    return iot._unimplemented_sql_functions(sql)
