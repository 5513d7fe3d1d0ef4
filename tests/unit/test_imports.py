"""Which room may know which, and that no file knows itself by way of others."""

from __future__ import annotations

import graphlib
from pathlib import Path

import pytest

grimp = pytest.importorskip("grimp", reason="`make test` installs it")
importlinter = pytest.importorskip("importlinter.cli", reason="`make test` installs it")

ROOT = Path(__file__).parents[2]


def test_no_file_imports_itself_by_way_of_others() -> None:
    graph = grimp.build_graph("lambda_workshop", cache_dir=None)
    # The server imports itself: it is started as `__main__`, and what others see is the module of its name.
    imports = {module: graph.find_modules_directly_imported_by(module) - {module} for module in graph.modules}
    try:
        graphlib.TopologicalSorter(imports).prepare()
    except graphlib.CycleError as circle:
        pytest.fail(" is imported by ".join(circle.args[1]))


def test_imports_keep_the_contracts_in_pyproject(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    failed = importlinter.lint_imports(no_cache=True)
    assert failed == 0, capsys.readouterr().out
