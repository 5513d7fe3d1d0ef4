"""The README's table of where the backends differ from AWS, made from the markers of the conformance tests.

python tests/conformance/differences.py           prints it
python tests/conformance/differences.py --write   writes it into README.md
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from triggers import LOCALSTACK_LACKS, TRIGGERS

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- differences: begin -->", "<!-- differences: end -->"


class _Collector:
    """Which tests there are of each trigger, and what differs where."""

    def __init__(self) -> None:
        self.tests: dict[str, set[str]] = defaultdict(set)
        self.differences: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            found = item.get_closest_marker("trigger")
            if found is None:
                continue
            trigger = found.args[0]
            self.tests[trigger].add(item.nodeid.partition("[")[0])
            for mark in item.iter_markers("differs"):
                for backend, text in mark.kwargs.items():
                    self.differences[trigger, backend][text] = None


def collect() -> _Collector:
    """What pytest finds in this folder; raises RuntimeError when it cannot collect, or meets an unknown trigger."""
    collector, output = _Collector(), io.StringIO()
    with contextlib.redirect_stdout(output):
        code = pytest.main(["--collect-only", "-q", str(Path(__file__).parent)], plugins=[collector])
    if code != 0:
        raise RuntimeError(f"the tests could not be collected:\n{output.getvalue()}")
    if unknown := set(collector.tests) - set(TRIGGERS):
        raise RuntimeError(f"no section has these ids: {sorted(unknown)}")
    return collector


def table() -> str:
    """The table in Markdown: a row for each trigger, a column for each backend."""
    found = collect()
    rows = ["| trigger | tests | embedded | LocalStack 4.14.0 |", "|---|---|---|---|"]
    for trigger in TRIGGERS:
        as_aws = "as AWS" if found.tests[trigger] else "not tested yet"
        ours = "; ".join(found.differences[trigger, "embedded"]) or as_aws
        theirs = "; ".join(found.differences[trigger, "localstack"]) or as_aws
        if trigger in LOCALSTACK_LACKS:
            theirs = "not in its free edition"
        rows.append(f"| `{trigger}` | {len(found.tests[trigger])} | {ours} | {theirs} |")
    return "\n".join(rows)


def readme_with(new: str) -> str:
    """The README with this table between its markers; raises ValueError when it has no markers."""
    text = (ROOT / "README.md").read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md has no {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{new}\n{END}{after}"


if __name__ == "__main__":
    made = table()
    if "--write" in sys.argv:
        (ROOT / "README.md").write_text(readme_with(made), "utf-8")
    else:
        print(made)
