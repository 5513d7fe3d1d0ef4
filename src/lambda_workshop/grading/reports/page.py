"""What the pages share: one HTML file each, with no address in it that leaves the file, in light and in dark."""

from __future__ import annotations

import html
import os
from pathlib import Path

ODD = "backslashreplace"
"""How text is written that UTF-8 does not have, which is half a surrogate pair: as its escape."""
# The names are JupyterLab's, so that a check's result looks as it did in the notebook.
_STYLE = """
:root { color-scheme: light dark; --jp-success-color1: #1b7033; --jp-warn-color1: #8a4b00; --jp-error-color1: #b3261e;
  --jp-border-color1: #757575; --jp-code-font-family: ui-monospace, monospace; --line: #d0d0d0; --soft: #f3f4f6; }
@media (prefers-color-scheme: dark) { :root { --jp-success-color1: #7bd88f; --jp-warn-color1: #ffb95c;
  --jp-error-color1: #ff8a80; --jp-border-color1: #9e9e9e; --line: #444; --soft: #23262b; } }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; }
body.wide { max-width: 110rem; }
h1 { overflow-wrap: anywhere; }
main > section, article { margin-block: 1.5rem; }
h3 { margin: 0; }
pre { background: var(--soft); padding: .6rem; border-radius: .3rem; }
pre, td, code, dd, dt { overflow-wrap: anywhere; }
table { border-collapse: collapse; }
th, td { padding: .25rem .5rem; text-align: left; vertical-align: top; }
th { overflow-wrap: normal; }
@media print { pre { max-height: none !important; } }
"""


def opening(title: str, *, style: str = "", wide: bool = False) -> str:
    """The page up to where its body goes on, with its title as the heading."""
    kind = ' class="wide"' if wide else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}{style}</style></head>"
        f"<body{kind}><main><h1>{html.escape(title)}</h1>"
    )


def closing(*, script: str = "") -> str:
    """The page's end."""
    code = f"<script>{script}</script>" if script else ""
    return f"</main>{code}</body></html>\n"


def put(path: Path, page: str) -> None:
    """Write the page in place of the one before, at once; raises OSError.

    It need not survive a loss of power, as a grade must: the next run makes it again. One process at a time writes.
    """
    draft = path.parent / ".draft"
    draft.write_text(page, encoding="utf-8", errors=ODD)
    os.replace(draft, path)  # noqa: PTH105


def text(value: object) -> str:
    """The value as escaped text."""
    return html.escape(str(value))


def number(value: float) -> str:
    """Points as a person writes them."""
    return f"{round(value, 2):g}"
