"""`workshop uninstall`: what the course has put on this machine goes, what the learner made stays and is named."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lambda_workshop.handout import RECORD, handed_out
from lambda_workshop.opening import learners_folder
from lambda_workshop.setup.environment import FOLDER, Environment
from lambda_workshop.setup.folders import state_folder


@dataclass(frozen=True)
class Leaving:
    """What goes and what stays, by path. `command` removes the program itself where it cannot remove itself."""

    state: Path
    course: Path
    unchanged: tuple[Path, ...]
    changed: tuple[Path, ...]
    environment: Path | None
    command: str

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.state.exists():
            yield f"To be removed: your progress, with all else in {self.state}."
        if self.unchanged:
            yield f"To be removed: {len(self.unchanged)} notebooks and labs in {self.course} that you did not change."
        if self.environment:
            yield f"To be removed: what was installed in {self.environment}."
        for path in self.changed:
            yield f"Stays: {path}, your work."
        if self.command:
            yield f"The program itself: {self.command}"


def plan(root: Path) -> Leaving:
    """What `leave` would do for a learner who works at this folder."""
    course, environment = learners_folder(root), Environment(Path(sys.prefix))
    unchanged, changed = handed_out(course)
    own = environment.folder if environment.folder.name == FOLDER and environment.stamp() else None
    return Leaving(state_folder(), course, unchanged, changed, own, "" if own else _command())


def leave(root: Path) -> None:
    """End the backend and remove what `plan` names; raises OSError where something cannot be removed."""
    from lambda_workshop.emulator.host.handle import stop

    doing = plan(root)
    stop()
    for path in doing.unchanged:
        path.unlink()
    if (doing.course / RECORD).exists():
        (doing.course / RECORD).unlink()
    _remove_empty(doing.course)
    if doing.state.exists():
        shutil.rmtree(doing.state)
    # Last, as this very program runs from there.
    if doing.environment:
        shutil.rmtree(doing.environment)


def _remove_empty(folder: Path) -> None:
    """Remove the folders below that hold nothing any more, or only what editors and Python leave."""
    for name in ("notebooks", "labs"):
        for path in sorted((folder / name).rglob("*"), reverse=True):
            if path.is_dir() and path.name in (".ipynb_checkpoints", "__pycache__", ".pytest_cache"):
                shutil.rmtree(path)
        for path in [*sorted((folder / name).rglob("*"), reverse=True), folder / name]:
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def _command() -> str:
    where = Path(sys.prefix)
    if "uv" in where.parts:
        return "uv cache clean lambda-workshop; uv tool uninstall lambda-workshop"
    if "pipx" in where.parts:
        return "pipx uninstall lambda-workshop"
    return f"{sys.executable} -m pip uninstall lambda-workshop"
