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


def test_a_class_of_two(root: Path, subtests: pytest.Subtests) -> None:
    """One test, so that the class comes once: each subtest is about the same two participants."""
    figures = class_of_two(root)

    with subtests.test("each participant passes a notebook"):
        assert figures["errors"] == []
        assert figures["passed"] == figures["exercises"] == 8
    with subtests.test("a participant sees no other home"):
        if shutil.which("bwrap") is None:
            pytest.skip("bubblewrap is not installed, and the hub warns of it: apt-get install bubblewrap")
        assert figures["neighbours"] == ["['p01-s3']"]
    with subtests.test("a killed backend is its owner's alone"):
        assert figures["untouched"]
        assert "embedded: MiniStack" in figures["found_again"]
        assert figures["recovered"] < 30
    with subtests.test("a participant fits into the limit on Kubernetes"):
        # 1.5 GB, with room for functions. A participant of nothing would mean a wrong measure.
        assert all(100 < memory < 800 for memory in figures["peak"])
    with subtests.test("the hub ends with everything that it started"):
        assert (figures["left_processes"], figures["left_files"]) == ([], False)


def class_of_two(root: Path) -> dict[str, Any]:
    """What the load test says; the test is skipped where the hub is not installed."""
    proxy = Path(sys.prefix) / "hub/node_modules/.bin/configurable-http-proxy"
    if importlib.util.find_spec("jupyterhub") is None or not proxy.exists() or shutil.which("node") is None:
        pytest.skip("the hub is not installed: make .venv/.hub (it needs Node.js with npm)")
    done = subprocess.run(
        [sys.executable, root / "benchmarks/class/load.py", "2", "--json"], capture_output=True, text=True
    )
    assert done.stdout, done.stderr[-6000:]
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured
