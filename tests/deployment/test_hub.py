"""The local hub as a class uses it: two participants, each through a notebook, and one whose backend is killed."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("hub")  # they share one class


@pytest.fixture(scope="module")
def figures(root: Path) -> dict[str, Any]:
    """What the load test says of a class of two."""
    proxy = Path(sys.prefix) / "hub/node_modules/.bin/configurable-http-proxy"
    if importlib.util.find_spec("jupyterhub") is None or not proxy.exists() or shutil.which("node") is None:
        pytest.skip("the hub is not installed: make .venv/.hub (it needs Node.js with npm)")
    done = subprocess.run(
        [sys.executable, root / "benchmarks/class/load.py", "2", "--json"], capture_output=True, text=True
    )
    assert done.stdout, done.stderr[-6000:]
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def test_each_participant_passes_a_notebook(figures: dict[str, Any]) -> None:
    assert figures["errors"] == []
    assert figures["passed"] == figures["exercises"] == 8


def test_a_participant_sees_no_other_home(figures: dict[str, Any]) -> None:
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed, and the hub warns of it: apt-get install bubblewrap")
    assert figures["neighbours"] == ["['p01-s3']"]


def test_a_killed_backend_is_its_owners_alone(figures: dict[str, Any]) -> None:
    assert figures["untouched"]
    assert "embedded: MiniStack" in figures["found_again"]
    assert figures["recovered"] < 30


def test_a_participant_fits_into_the_kubernetes_limit(figures: dict[str, Any]) -> None:
    """1.5 GB; what was measured leaves room for functions. A participant of nothing would mean a wrong measure."""
    assert all(100 < memory < 800 for memory in figures["peak"])


def test_the_hub_ends_with_everything_that_it_started(figures: dict[str, Any]) -> None:
    assert (figures["left_processes"], figures["left_files"]) == ([], False)
