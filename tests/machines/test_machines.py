"""The two commands on bare machines: WORKSHOP_MACHINES=quick for most of them, WORKSHOP_MACHINES=all for all.

CI does the latter by night. A run writes `machines.jsonl` into the folder WORKSHOP_MACHINES_REPORT, of which `table.py`
makes `docs/machines.md`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import bare
import pytest
from bare import Machine
from cells import CELLS, SET_UP, Cell

pytestmark = [pytest.mark.machines, pytest.mark.xdist_group("machines")]  # they share systems

ROOT = Path(__file__).parents[2]
WANTED = os.environ.get("WORKSHOP_MACHINES", "")
if WANTED not in ("quick", "all"):
    pytest.skip("they take long: WORKSHOP_MACHINES=quick (or all)", allow_module_level=True)
if missing := bare.cannot():
    pytest.skip(missing, allow_module_level=True)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where machines have their files: not in the temporary folder, which may be an overlay or in memory."""
    place = bare.CACHE / f"run-{os.getpid()}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    yield place
    shutil.rmtree(place, ignore_errors=True)


class Ready:
    """Systems with the course set up, each made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, ...], tuple[Path, ...]] = {}

    def layers(self, suite: str, packages: tuple[str, ...]) -> tuple[Path, ...]:
        """The files of one, the lowest first."""
        key = (suite, *packages)
        if key not in self._made:
            machine = Machine(self._folder / f"ready-{'-'.join(key)}", (bare.system(suite, packages=packages),))
            bare.put_course(ROOT, machine)
            done = machine.run(SET_UP)
            assert done.status == 0, done.said
            self._made[key] = (*machine.layers, machine.files)
        return self._made[key]


@pytest.fixture(scope="session")
def ready(folder: Path) -> Ready:
    return Ready(folder)


@pytest.fixture(scope="session")
def bundle(folder: Path) -> Path:
    """A bundle for this Python, made once."""
    place = folder / "bundle"
    line = [sys.executable, "-m", "lambda_workshop.cli", "bundle", str(place), "--no-images"]
    made = subprocess.run(line, capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"no bundle could be made: {made.stderr.strip()[-300:]}")
    return place


@pytest.mark.parametrize("cell", [pytest.param(cell, id=cell.id) for cell in CELLS])
def test_a_learner_there_gets_on_or_is_told_how(
    cell: Cell, folder: Path, ready: Ready, request: pytest.FixtureRequest
) -> None:
    if cell.seldom and WANTED != "all":
        pytest.skip("takes minutes: WORKSHOP_MACHINES=all")
    try:
        base = bare.system(cell.suite, packages=cell.packages)
        layers = ready.layers(cell.suite, cell.packages) if cell.ready else (base,)
    except bare.NotHere as error:
        pytest.skip(str(error))
    mounts = cell.mounts
    if "/bundle" in cell.script:
        mounts = f"mkdir bundle\nmount --bind {request.getfixturevalue('bundle')} bundle"
    machine = Machine(
        folder / re.sub(r"\W+", "-", cell.id),
        layers,
        mounts=mounts,
        network=cell.network,
        tmp=cell.tmp,
        variables=cell.variables,
        user=cell.user,
    )
    if not cell.ready:
        bare.put_course(ROOT, machine)
    machine.write(f"{bare.HOME}/section.py", (Path(__file__).parent / "section.py").read_text("utf-8"))
    began = time.monotonic()
    try:
        if cell.prepare:
            prepared = replace(machine, variables={}).run(cell.prepare, user=0)
            assert prepared.status == 0, prepared.said
        done = machine.run(cell.script)
    finally:
        shutil.rmtree(machine.folder, ignore_errors=True)
    lacking = [pattern for pattern in cell.says if not re.search(pattern, done.said)]
    wrong = [pattern for pattern in cell.never if re.search(pattern, done.said)]
    _report(cell, done.said, time.monotonic() - began, passed=not (lacking or wrong or done.status != cell.status))
    assert not lacking, f"{lacking} in\n{done.said[-4000:]}"
    assert not wrong, f"{wrong} in\n{done.said[-4000:]}"
    assert done.status == cell.status, done.said[-4000:]


def _report(cell: Cell, said: str, seconds: float, *, passed: bool) -> None:
    if place := os.environ.get("WORKSHOP_MACHINES_REPORT"):
        shown = next((match[0] for pattern in cell.says if (match := re.search(pattern, said))), "")
        row = {"kind": cell.kind, "what": cell.what, "passed": passed, "seconds": round(seconds), "said": shown}
        with (Path(place) / "machines.jsonl").open("a", encoding="utf-8") as report:
            report.write(json.dumps(row) + "\n")
