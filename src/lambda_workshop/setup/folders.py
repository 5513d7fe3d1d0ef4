"""Where the learner's state lies, and whether folders can be written to."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

NAME = "lambda-workshop"


def state_folder(env: Mapping[str, str] = os.environ) -> Path:
    """The folder of progress and backend: WORKSHOP_HOME, else the user's state folder.

    Where the home can be written by nobody, it lies beside the virtual environment; where that cannot be either, in
    the folder for temporary files.
    """
    if env.get("WORKSHOP_HOME"):
        return Path(os.path.expanduser(env["WORKSHOP_HOME"])).absolute()  # noqa: PTH111  (pathlib's raises without a home)
    places = list(_places(env))
    return next((place for place in places if can_write(place)), places[0])


def _places(env: Mapping[str, str]) -> Iterator[Path]:
    if sys.platform == "darwin":
        home = home_folder(env) / "Library" / "Application Support"
    else:
        # https://specifications.freedesktop.org/basedir-spec/latest/
        named = Path(env.get("XDG_STATE_HOME", ""))
        home = named if named.is_absolute() else home_folder(env) / ".local" / "state"
    yield home / NAME
    yield Path(sys.prefix).parent / f".{NAME}"
    yield Path(tempfile.gettempdir()) / f"{NAME}-{os.getuid()}"


def home_folder(env: Mapping[str, str] = os.environ) -> Path:
    """The user's home; a folder that does not exist for a user that has none."""
    named = Path(env.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111
    return named if named.is_absolute() else Path("/nonexistent")


def can_write(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that exists, can be written to."""
    for there in (folder, *folder.parents):
        if os.path.lexists(there):
            return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    return False


def own_folders(env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Variables that put JupyterLab's and IPython's folders into the state folder, where the home cannot be written."""
    if can_write(home_folder(env)):
        return {}
    state = state_folder(env)
    names = {
        "JUPYTER_CONFIG_DIR": "jupyter/config",
        "JUPYTER_DATA_DIR": "jupyter/data",
        "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
        "IPYTHONDIR": "ipython",
        "WORKSHOP_HOME": ".",
    }
    return {name: str(state / path) for name, path in names.items() if not env.get(name)}
