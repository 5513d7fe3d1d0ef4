"""A newcomer's two commands, in a fresh clone. (`make test` itself is what `.ci/run` calls.)"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("clean_clone")  # they share one clone

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no git checkout, so there is nothing to clone")
    target = tmp_path_factory.mktemp("clone") / "course"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(target)], check=True)
    return target


def environment(home: Path) -> dict[str, str]:
    """The caller's, without its virtual environment and with folders of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS")}
    own = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    return kept | own | {"WORKSHOP_HOME": str(home / "workshop"), "WORKSHOP_BACKEND": "embedded"}


def lab(clone: Path, home: Path) -> Iterator[float]:
    """Run `make lab`; yields the seconds until JupyterLab answered, then ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = f"ARGS=--no-browser --ServerApp.port={port} --ServerApp.port_retries=0 --ServerApp.token=test"
    began, pause = time.monotonic(), threading.Event()
    log = (home / "lab.log").open("ab")
    process = subprocess.Popen(
        ["make", "lab", arguments], cwd=clone, env=environment(home), stdout=log, stderr=log, start_new_session=True
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/lab?token=test", timeout=2):
                    break
            except OSError:
                said = (home / "lab.log").read_text(errors="replace")[-2000:]
                assert process.poll() is None, f"make lab ended:\n{said}"
                assert time.monotonic() - began < 300, f"JupyterLab did not answer:\n{said}"
                pause.wait(0.2)
        yield time.monotonic() - began
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()
        subprocess.run([clone / ".venv/bin/workshop", "stop"], env=environment(home), check=False, capture_output=True)


def test_make_without_a_target_lists_the_commands(clone: Path) -> None:
    listed = subprocess.run(["make"], cwd=clone, check=True, capture_output=True, text=True).stdout
    for target in ("lab", "test", "build", "check", "bench", "hub", "clean"):
        assert f"make {target}" in listed


def test_make_lab_reaches_jupyterlab_and_is_quicker_the_second_time(clone: Path, tmp_path: Path) -> None:
    seconds = [next(iter(lab(clone, tmp_path))) for _ in range(2)]
    print(f"make lab: {seconds[0]:.0f} s, then {seconds[1]:.1f} s")
    assert seconds[1] < seconds[0] / 2
    assert subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True).stdout == ""
