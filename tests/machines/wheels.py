"""`python tests/machines/wheels.py`: asks the index for wheels of all systems and Pythons that the README names.

Nothing is installed. Prints a line for each pair, and returns 1 when a pinned package has no wheel for one: it would
have to be built there, or pinned to another version by a marker in constraints.txt.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name

from lambda_workshop.doctor.packages import closure
from lambda_workshop.setup import start

ROOT = Path(__file__).parents[2]
SOURCES = ("localstack-client",)
"""Published as source only, and built anywhere: nothing in them is compiled."""
SYSTEMS = {
    "Linux, x86_64, glibc 2.28": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "Linux, arm64, glibc 2.28": ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
    "macOS 11, Apple's processors": ("macosx_11_0_arm64", "macosx_11_0_universal2", "macosx_10_9_universal2"),
    "macOS 11, Intel": (
        *(
            f"macosx_{version}_{kind}"
            for kind in ("x86_64", "universal2")
            for version in ("11_0", "10_15", "10_13", "10_12")
        ),
        *(f"macosx_{version}_{kind}" for kind in ("x86_64", "universal2") for version in ("10_9", "10_6")),
    ),
}


def pinned() -> dict[str, str]:
    """The packages that the course needs, however far down, with the pin of each."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = {canonicalize_name(line.partition("==")[0]): line for line in lines if line and not line.startswith("#")}
    return {name: pins[name] for name in sorted(closure()) if name not in SOURCES}


def lacking(platforms: Sequence[str], python: str, pins: Mapping[str, str]) -> list[str]:
    """The pins without a wheel there."""
    left, found = dict(pins), []
    with tempfile.TemporaryDirectory() as folder:
        line = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--dry-run", "-q", "--no-deps"]
        line += ["--target", folder, "--only-binary", ":all:", "--implementation", "cp", "--python-version", python]
        line += [word for platform in platforms for word in ("--platform", platform)]
        while left:
            done = subprocess.run([*line, *left.values()], capture_output=True, text=True)
            if done.returncode == 0:
                break
            missing = re.search(r"No matching distribution found for ([\w.-]+)", done.stderr)
            if missing is None or canonicalize_name(missing[1]) not in left:
                return [*found, done.stderr.strip().splitlines()[-1]]
            found.append(left.pop(canonicalize_name(missing[1])))
    return found


def main() -> int:
    """Ask for all; see the module."""
    names = sys.argv[1:] or list(SYSTEMS)
    pins, well = pinned(), True
    for name in names:
        for python in start.versions():
            found = lacking(SYSTEMS[name], python, pins)
            well = well and not found
            print(
                f"{name}, Python {python}: {'all wheels' if not found else 'none for ' + ', '.join(found)}", flush=True
            )
    return 0 if well else 1


if __name__ == "__main__":
    raise SystemExit(main())
