"""`python tests/machines/table.py REPORT_FOLDER`: makes `docs/machines.md` of a run's report."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cells import CELLS

PAGE = Path(__file__).parents[2] / "docs" / "machines.md"
HEAD = """\
# Machines that the course is tried on

Made by `tests/machines/`, each with nothing on it but what is named, in namespaces of its own; this page is what a run
of all of them found (`WORKSHOP_MACHINES=all`, as root). On each the course is set up and a section is run in a real
kernel; where that cannot be, the learner is told why and by which command it can.

| kind | machine | what a learner sees | seconds | |
|---|---|---|---|---|
"""


def main() -> int:
    """Write the page; returns 1 when a machine is missing in the report or did not pass."""
    lines = (Path(sys.argv[1]) / "machines.jsonl").read_text("utf-8").splitlines()
    found = {(row["kind"], row["what"]): row for row in map(json.loads, lines)}
    rows, well = [], True
    for cell in CELLS:
        row = found.get((cell.kind, cell.what))
        well = well and row is not None and row["passed"]
        said, seconds = (row["said"], row["seconds"]) if row else ("", "")
        state = "not run" if row is None else "as it should" if row["passed"] else "**not yet**"
        rows.append(f"| {cell.kind} | {cell.what} | {said.replace('|', '/')} | {seconds} | {state} |\n")
    PAGE.write_text(HEAD + "".join(rows), encoding="utf-8")
    print(f"{len(rows)} machines in {PAGE}")
    return 0 if well else 1


if __name__ == "__main__":
    raise SystemExit(main())
