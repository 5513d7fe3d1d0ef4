"""The README says of the backends what the tests say."""

from __future__ import annotations

import subprocess
import sys

from differences import BEGIN, END, ROOT


def test_the_readmes_table_is_the_one_that_the_tests_make() -> None:
    command = [sys.executable, "tests/conformance/differences.py"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120).stdout
    written = (ROOT / "README.md").read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    assert written.strip() == made.strip(), "run: python tests/conformance/differences.py --write"
