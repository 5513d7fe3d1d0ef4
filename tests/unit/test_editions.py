"""What each of a grading box's rooms can import: all that it needs, and nothing that says what is right."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from lambda_workshop.authoring.section import all_sections
from lambda_workshop.grading.edition import make_editions

SECTIONS = Path("lambda_workshop/sections")


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editions")
    make_editions(folder)
    return folder


def run(edition: Path, code: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(edition), "PATH": "/usr/bin:/bin"}
    line = [sys.executable, "-P", "-c", code]
    return subprocess.run(line, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_kernel_can_import_each_panel_and_what_lessons_import(editions: Path) -> None:
    imports = []
    for section in all_sections():
        name = section.folder.name
        if not section.has_notebook:
            continue
        imports.append(f"import lambda_workshop.sections.{name}.panel")
        for cell in section.cells():
            for text in (cell.solved(), cell.starter()) if cell.is_code else ():
                imports += _imports_of_sections(text)
    done = run(editions / "kernel", "\n".join(dict.fromkeys(imports)))
    assert done.returncode == 0, done.stderr
    assert len(imports) > 40


def _imports_of_sections(text: str) -> list[str]:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return []
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return [ast.unparse(node) for node in found if str(node.module).startswith("lambda_workshop.sections.")]


def test_the_backend_can_import_all_of_itself(editions: Path) -> None:
    top = editions / "backend"
    emulator = sorted((top / "lambda_workshop" / "emulator").rglob("*.py"))
    modules = [path.relative_to(top).with_suffix("") for path in emulator]
    names = [".".join(path.parts).removesuffix(".__init__") for path in modules]
    alone = ("bootstrap", "fork_server", "__main__")
    code = "\n".join(f"import {name}" for name in names if not name.endswith(alone))
    done = run(top, f"import sys\n{code}\nassert not [name for name in sys.modules if '.sections' in name]")
    assert done.returncode == 0, done.stderr


def test_no_room_has_a_check_an_answer_or_a_function_that_knows_one(editions: Path) -> None:
    assert not (editions / "backend" / SECTIONS).exists()
    assert sorted(path.name for path in (editions / "handler").rglob("*.py")) == ["__init__.py"] * 3 + ["bootstrap.py"]
    inside = editions / "kernel" / SECTIONS
    names = {path.name for path in inside.rglob("*")}
    assert not names & {"checks.py", "lesson.py", "answers", "lab", "check.py"}
    for section in (one for one in all_sections() if one.has_notebook):
        texts = {path.name: path.read_text("utf-8") for path in (inside / section.folder.name).glob("*.py")}
        words = Counter(_words("\n".join([*texts.values(), (section.folder / "lesson.py").read_text("utf-8")])))
        for name, text in texts.items():
            if name == "panel.py" or f'file("{name}")' in (section.folder / "lesson.py").read_text("utf-8"):
                continue
            functions = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
            assert not [one for one in functions if words[one] < 2], f"{section.id}: {name}"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize(
    ("section", "module", "function"),
    [("direct", "pricing", "price_of"), ("rest_api", "orders", "price_of"), ("kinesis", "views", "count")],
)
def test_what_only_checks_use_is_not_there(editions: Path, section: str, module: str, function: str) -> None:
    path = editions / "kernel" / SECTIONS / section / f"{module}.py"
    assert not path.exists() or f"def {function}" not in path.read_text("utf-8")
