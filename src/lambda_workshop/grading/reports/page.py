"""What the pages share: one HTML file each, with no address in it that leaves the file, in light and in dark."""

from __future__ import annotations

import html

# The names are JupyterLab's, so that a check's result looks as it did in the notebook.
_STYLE = """
:root { color-scheme: light dark; --jp-success-color1: #1b7033; --jp-warn-color1: #8a4b00; --jp-error-color1: #b3261e;
  --jp-border-color1: #757575; --jp-code-font-family: ui-monospace, monospace; --line: #d0d0d0; --soft: #f3f4f6; }
@media (prefers-color-scheme: dark) { :root { --jp-success-color1: #7bd88f; --jp-warn-color1: #ffb95c;
  --jp-error-color1: #ff8a80; --jp-border-color1: #9e9e9e; --line: #444; --soft: #23262b; } }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; }
main > section, article { margin-block: 1.5rem; }
pre { background: var(--soft); padding: .6rem; border-radius: .3rem; }
pre, td, code { overflow-wrap: anywhere; }
table { border-collapse: collapse; }
th, td { padding: .25rem .5rem; text-align: left; vertical-align: top; }
.grid { overflow: auto; max-height: 80vh; border: 1px solid var(--line); }
.grid th, .grid td { border: 1px solid var(--line); white-space: nowrap; }
.grid td { text-align: right; font-variant-numeric: tabular-nums; }
.grid thead th { position: sticky; top: 0; background: Canvas; z-index: 1; }
.grid thead th button { font: inherit; font-weight: bold; border: 0; background: none; color: inherit; cursor: pointer;
  padding: 0; text-decoration: underline dotted; }
.grid tbody th { position: sticky; left: 0; background: Canvas; }
"""


def page(title: str, body: str, *, script: str = "") -> str:
    """The whole page; `body` is HTML already."""
    code = f"<script>{script}</script>" if script else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{html.escape(title)}</h1>{body}</main>{code}</body></html>\n"
    )


def text(value: object) -> str:
    """The value as escaped text."""
    return html.escape(str(value))


def number(value: float) -> str:
    """Points as a person writes them."""
    return f"{round(value, 2):g}"
