"""The course from its wheel, outside the checkout: `workshop lab` in an empty folder, and again after some work."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("wheel")  # they share one environment


@pytest.fixture(scope="module")
def workshop(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `workshop` command of a fresh environment with the wheel.

    What the course depends on is read from this environment, to save a minute; the course itself is not: an
    editable installation is found by a file that only this environment reads.
    """
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    subprocess.run([*pip, "install", "-q", "--no-deps", wheel], check=True)
    [site] = (folder / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return folder / "bin" / "workshop"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Folders of its own for everything that is kept, and JupyterLab's pages from this environment."""
    kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    pages = {"JUPYTERLAB_DIR": f"{sys.prefix}/share/jupyter/lab", "JUPYTER_PATH": f"{sys.prefix}/share/jupyter"}
    return kept | own | pages | {"WORKSHOP_HOME": str(tmp_path / "state"), "WORKSHOP_BACKEND": "embedded"}


@contextlib.contextmanager
def lab(workshop: Path, folder: Path, environment: dict[str, str]) -> Iterator[tuple[str, Path]]:
    """`workshop lab` in the folder; gives its address once it answers, and its log. Ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder.parent / "lab.log"
    options = ["--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=t"]
    deadline, pause = time.monotonic() + 60, threading.Event()
    with log.open("wb") as file:
        process = subprocess.Popen(
            [workshop, "lab", *options], cwd=folder, env=environment, stdout=file, stderr=file, start_new_session=True
        )
    try:
        while True:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{port}/lab?token=t", timeout=2),
            ):
                break
            said = log.read_text(errors="replace")[-2000:]
            assert process.poll() is None, f"workshop lab ended:\n{said}"
            assert time.monotonic() < deadline, f"JupyterLab did not answer:\n{said}"
            pause.wait(0.2)
        yield f"http://127.0.0.1:{port}", log
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        subprocess.run([workshop, "stop"], env=environment, check=False, capture_output=True)


def is_healthy(root: Path, address: str) -> bool:
    """What the Dockerfile's HEALTHCHECK says of this address."""
    [line] = re.findall(
        r"^HEALTHCHECK [^[]*(\[.*\])$", (root / "Dockerfile").read_text("utf-8").replace("\\\n", ""), re.M
    )
    port = address.rpartition(":")[2]
    command = [sys.executable, *json.loads(line)[1:]]
    return subprocess.run(command, env=os.environ | {"JUPYTER_PORT": port}, stderr=subprocess.DEVNULL).returncode == 0


def test_lab_brings_the_course_and_comes_back_to_the_learners_work(
    workshop: Path, environment: dict[str, str], tmp_path: Path, root: Path
) -> None:
    course = tmp_path / "course"
    course.mkdir()
    with lab(workshop, course, environment) as (address, log):
        with urllib.request.urlopen(f"{address}/api/contents/notebooks?token=t", timeout=10) as answer:
            names = {entry["name"] for entry in json.load(answer)["content"]}
        assert {"00_start.ipynb", "11_sqs.ipynb"} <= names
        assert log.read_text().startswith("Added ")
        assert is_healthy(root, address), "the image's own health check"
    assert not is_healthy(root, address)
    work = course / "labs/11_sqs/handler.py"
    work.write_text("# my work\n", encoding="utf-8")
    with lab(workshop, course, environment) as (_address, log):
        assert log.read_text().startswith("Kept 1 file as you left them: labs/11_sqs/handler.py.")
    assert work.read_text("utf-8") == "# my work\n"


def test_the_wheel_is_what_runs(workshop: Path, environment: dict[str, str], tmp_path: Path) -> None:
    asked = "import lambda_workshop, sys; print(lambda_workshop.__file__.startswith(sys.prefix))"
    python = workshop.with_name("python")
    done = subprocess.run([python, "-c", asked], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr


def test_it_knows_the_versions_that_it_was_tested_with(
    workshop: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [workshop, "doctor", "--grading", "--json"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    texts = {finding["subject"]: finding["text"] for finding in json.loads(done.stdout)}
    assert texts["packages"].endswith("all as tested"), texts


def test_it_makes_the_same_notebooks_as_the_checkout(
    workshop: Path, environment: dict[str, str], tmp_path: Path, root: Path
) -> None:
    done = subprocess.run([workshop, "build"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name in ("notebooks/11_sqs.ipynb", "labs/11_sqs/handler.py", "solutions/11_sqs.ipynb"):
        assert (tmp_path / name).read_bytes() == (root / name).read_bytes()
