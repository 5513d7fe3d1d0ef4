"""Where sections come from: the course's own folder, folders named by a variable, and installed packages.

Each is importable as `lambda_workshop.sections.<folder>`, wherever it lies, so that a section can be moved into the
course and out of it without a change.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SECTIONS = Path(__file__).parent.parent / "sections"
VARIABLE = "WORKSHOP_SECTIONS"
"""Names folders with sections in them, separated as in PATH."""
GROUP = "lambda_workshop.sections"
"""The entry points of packages with sections: each names a package that holds sections, or is one."""


@dataclass(frozen=True)
class Source:
    """One place with sections. `folder` holds their folders; where `only` is given, just that one counts.

    `problem` says why the place cannot be used, and what to do; empty when it can.
    """

    origin: str
    folder: Path
    only: str = ""
    problem: str = ""

    def sections(self) -> Iterator[Path]:
        """The folders of the sections of this place, in order."""
        for path in sorted(self.folder.glob("*/section.toml")):
            if self.only in ("", path.parent.name):
                yield path.parent


def sources() -> tuple[Source, ...]:
    """Every place with sections, the course's own first."""
    return (Source("the course", SECTIONS), *outside_sources())


def outside_sources() -> tuple[Source, ...]:
    """The places that are not the course's own: those of the variable, then those of installed packages."""
    named = [Path(name).expanduser().absolute() for name in os.environ.get(VARIABLE, "").split(os.pathsep) if name]
    return (*map(_folder, named), *map(_package, importlib.metadata.entry_points(group=GROUP)))


def _folder(folder: Path) -> Source:
    if not folder.is_dir():
        return Source(VARIABLE, folder, problem=f"{VARIABLE} names {folder}, which is no folder: mend the variable")
    if (folder / "section.toml").exists():
        return Source(VARIABLE, folder.parent, only=folder.name)
    if not any(folder.glob("*/section.toml")):
        return Source(
            VARIABLE,
            folder,
            problem=f"{VARIABLE} names {folder}, and no folder in it has a section.toml: name the folder that holds "
            "your sections' folders",
        )
    return Source(VARIABLE, folder)


def _package(entry: importlib.metadata.EntryPoint) -> Source:
    origin = f"the package {entry.dist.name if entry.dist else entry.value}"
    try:
        spec = importlib.util.find_spec(entry.value)
        places = list(spec.submodule_search_locations or ()) if spec else []
    except (ImportError, ValueError, SyntaxError) as error:
        return Source(origin, Path(), problem=f"{origin}: {entry.value} cannot be imported: {error}")
    if not places:
        return Source(
            origin, Path(), problem=f"{origin}: {entry.value} is no package: name one that holds sections, or is one"
        )
    folder = Path(places[0])
    if (folder / "section.toml").exists():
        return Source(origin, folder.parent, only=folder.name)
    return Source(origin, folder)
