"""Removes what was set up in a checkout, and what programs have left in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from lambda_workshop.setup.environment import FOLDER, Environment, locked
from lambda_workshop.setup.folders import state_folder
from lambda_workshop.setup.trouble import SetupError

_CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "build", "dist", "uv.lock")
_ANYWHERE = ("__pycache__", ".ipynb_checkpoints")


def remove(root: Path, tell: Callable[[str], None]) -> None:
    """Remove the environment and all caches; notebooks, labs and progress stay, and it is said where."""
    with locked(root, tell):
        environment = Environment(root / FOLDER)
        if environment.folder.is_dir() and environment.stamp() is not None and environment.python.exists():
            # A backend that runs from there would miss its own files.
            os.spawnv(os.P_WAIT, str(environment.python), environment.command("lambda_workshop.cli", "stop"))
        found = list(_left_behind(root))
        for path in found:
            _remove(path)
    names = sorted({path.name for path in found})
    tell(f"Removed from {root}: {', '.join(names)}." if names else f"There is nothing to remove in {root}.")
    state = state_folder()
    tell("Your notebooks and labs stay where they are." + (f" Your progress is in {state}." if state.exists() else ""))
    tell(f"To remove all: rm -rf {root}" + (f" {state}" if state.exists() else ""))


def _left_behind(root: Path) -> Iterator[Path]:
    for name in (FOLDER, *_CACHES):
        if os.path.lexists(root / name):
            yield root / name
    yield from (root / "src").glob("*.egg-info")
    for folder, names, _files in os.walk(root):
        for name in [name for name in names if name in _ANYWHERE]:
            yield Path(folder) / name
        names[:] = [name for name in names if name not in (*_ANYWHERE, FOLDER, ".git")]


def _remove(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError as error:
        raise SetupError(
            f"{error.filename or path} cannot be removed: {error.strerror}. Was it made by another user (sudo make)?",
            f"sudo rm -rf {path}",
        ) from error
