"""Text for learners as HTML: escaped, with `backticks` as code."""

from __future__ import annotations

import html


def marked_up(text: str) -> str:
    """Escaped HTML in which text between backticks is code; an odd backtick stays as it is."""
    pieces = html.escape(text).split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(f"<code>{piece}</code>" if index % 2 else piece for index, piece in enumerate(pieces))
