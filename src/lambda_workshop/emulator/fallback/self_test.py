"""Whether the installed MiniStack is the one that the door was made for: asked at every start, before anything runs.

`names.json` has every name behind the door, as `inventory.py` found and recorded it. That a name is there says only
that nothing breaks at once; that it is still the same thing is what the pinned version stands for, and what the unit
tests compare.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path

from lambda_workshop.emulator.fallback.ministack import MINISTACK_VERSION, installed_version, read, split

NAMES = Path(__file__).with_name("names.json")

Names = Mapping[str, Collection[str]]
"""Names by module; `NAME[key]` is an entry of a dictionary."""

_DEFINED = re.compile(
    rb"^(?:(?:async )?def ([a-zA-Z_]\w*)\(|class ([a-zA-Z_]\w*)\b|([a-zA-Z_]\w*)\b[^=\n]*= )", re.MULTILINE
)
_IMPORTED = re.compile(rb"^from [\w.]+ import (?:\(([^)]*)\)|(.*))$", re.MULTILINE)


class WrongMiniStack(Exception):
    """The installed MiniStack is not the one that this package was written for."""


def recorded() -> Names:
    """Every name behind the door."""
    names: Names = json.loads(NAMES.read_text(encoding="utf-8"))["names"]
    return names


def check(names: Names) -> None:
    """Raise WrongMiniStack when a name is missing, or the version is another one."""
    version = installed_version()
    absent = missing(names)
    if absent or version != MINISTACK_VERSION:
        raise WrongMiniStack(explain(absent, version))


def missing(names: Names) -> list[str]:
    """The dotted names that are not there.

    A module that is not imported yet is searched as text, and imported only when a name is not found that way.
    """
    return [
        f"{module}.{name}"
        for module, wanted in names.items()
        for name in _unwritten(module, wanted)
        if not _exists(module, name)
    ]


def _unwritten(module: str, names: Collection[str]) -> list[str]:
    """The names that the text of a module does not define; all of them when it is imported already, or not there."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        spec = None if module in sys.modules else importlib.util.find_spec(module)
        if spec is not None and spec.origin:
            # Mapped, not read: megabytes of text would leave their mark on the server's memory.
            with Path(spec.origin).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as source:
                return undefined(source, names)
    return list(names)


def undefined(source: mmap | bytes, names: Collection[str]) -> list[str]:
    """The names that a module's source does not define at its top level."""
    defined = {next(filter(None, found.groups())).decode() for found in _DEFINED.finditer(source)}
    imported = (next(filter(None, found.groups())).decode() for found in _IMPORTED.finditer(source))
    defined |= {each.split()[-1] for line in imported for each in line.split(",") if each.strip()}

    def is_there(name: str) -> bool:
        attribute, key = split(name)
        return attribute in defined and (key is None or source.find(f'"{key}":'.encode()) >= 0)

    return [name for name in names if not is_there(name)]


def _exists(module: str, name: str) -> bool:
    try:
        read(module, name)
    except (ImportError, AttributeError, KeyError):
        return False
    return True


def explain(absent: Sequence[str], version: str) -> str:
    """One sentence for the person who upgraded: what is missing, and the command that mends it."""
    remedy = f"pip install ministack=={MINISTACK_VERSION}"
    if absent:
        return f"MiniStack {version or '(not installed)'} lacks: {', '.join(sorted(absent))}. Run: {remedy}"
    return f"MiniStack {version or '(not installed)'} is installed, and {MINISTACK_VERSION} is needed. Run: {remedy}"
