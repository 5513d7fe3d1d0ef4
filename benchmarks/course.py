"""How long the course's solution notebooks take, one after the other: `make bench ARGS=course`."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from lambda_workshop.emulator.host.handle import find

ROOT = Path(__file__).parents[1]


def course() -> list[tuple[str, str, str]]:
    """A row for each notebook and one for the whole, on one backend that is started by the first."""
    rows = []
    whole = 0.0
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        os.environ |= {"WORKSHOP_HOME": home, "WORKSHOP_BACKEND": "embedded"}
        try:
            for path in sorted((ROOT / "solutions").glob("*.ipynb")):
                began = time.perf_counter()
                NotebookClient(nbformat.read(path, as_version=4), timeout=120, kernel_name="python3").execute()
                taken = time.perf_counter() - began
                whole += taken
                rows.append((path.stem, f"{taken:.1f} s", "under 30 s"))
        finally:
            if found := find():
                found.stop()
    return [*rows, ("the whole course, one after the other", f"{whole:.0f} s", "under 360 s")]
