"""Opens the course: in a folder of the learner's, in JupyterLab, with what it needs from the machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lambda_workshop.setup import folders

WORK = "work"
"""The learner's folder in a checkout: what lies in it is not git's, so that `git pull` has nothing to say of it."""
FIRST = "00_start.ipynb"
MEMORY = 500 * 1024**2
"""What JupyterLab, one notebook and the backend take."""


def is_checkout(root: Path) -> bool:
    """Whether the folder is a checkout of the course, and not a learner's folder."""
    return (root / "src" / "lambda_workshop" / "sections").is_dir()


def learners_folder(root: Path) -> Path:
    """Where the learner works when at this folder: there, or in a folder of its own in a checkout."""
    return root / WORK if is_checkout(root) else root


def prepare(folder: Path | None = None) -> tuple[Path, str]:
    """The folder of notebooks to open, brought up to date, and what was done; raises OSError.

    By default it is where one is. A folder that the course did not hand out is opened as it is.
    """
    from lambda_workshop.handout import RECORD, hand_out

    if folder is not None and folder.name != "notebooks":
        if folder.is_dir() and not (folder / RECORD).exists() and not is_checkout(folder):
            return folder.absolute(), ""
        folder = folder / "notebooks"
    root = (folder.parent if folder else Path()).absolute()
    if not is_checkout(root):
        return root / "notebooks", str(hand_out(root))
    if folder is not None and folder.is_dir():
        # An author looks at what was built.
        return folder.absolute(), ""
    work = learners_folder(root)
    return work / "notebooks", str(hand_out(work, _built(root)))


def _built(root: Path) -> dict[Path, bytes]:
    """The notebooks and labs as they lie in the checkout; they are made where they are missing."""
    from lambda_workshop.authoring.build import build

    if not (root / "notebooks").is_dir():
        build(root)
    found = (path for name in ("notebooks", "labs") for path in (root / name).rglob("*") if path.is_file())
    paths = (path for path in found if not any(part.startswith((".", "__")) for part in path.relative_to(root).parts))
    return {path.relative_to(root): path.read_bytes() for path in paths}


def command(folder: Path, *, browser: bool, options: Sequence[str]) -> list[str]:
    """The line that runs JupyterLab on a folder of notebooks; it asks no network."""
    first = f"{folder.name}/{FIRST}" if (folder / FIRST).exists() else folder.name
    line = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.parent}"]
    line += [f"--LabApp.default_url=/lab/tree/{first}", "--LabApp.extension_manager=readonly", "--LabApp.news_url=None"]
    line.append("--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")
    if not any(option.startswith(("--ServerApp.ip", "--ip")) for option in options):
        line.append("--ServerApp.ip=127.0.0.1")
    if not browser:
        line.append("--no-browser")
    if os.geteuid() == 0:
        line.append("--allow-root")
    return [*line, *options]


def own_folders() -> str:
    """Put JupyterLab's folders where they can be written, for this process and what it starts; says so, or nothing."""
    moved = folders.own_folders()
    os.environ.update(moved)
    if not moved:
        return ""
    return f"Your home cannot be written to: your progress and JupyterLab's files are in {folders.state_folder()}."
