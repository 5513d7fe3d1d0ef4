"""Notebooks, labs and solutions are a function of the sections."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat

from lambda_workshop.authoring.build import build, differences, generated, notebook
from lambda_workshop.authoring.section import all_sections, load

ROOT = Path(__file__).parents[2]


def test_what_is_committed_is_what_the_sections_give() -> None:
    assert differences(ROOT) == []


def test_building_twice_changes_nothing(tmp_path: Path) -> None:
    assert build(tmp_path)
    assert build(tmp_path) == []


def test_a_change_by_hand_is_found_and_mended(tmp_path: Path) -> None:
    build(tmp_path)
    changed = tmp_path / "notebooks/11_sqs.ipynb"
    before = changed.read_bytes()
    changed.write_bytes(before.replace(b"print queue", b"paint queue"))
    assert differences(tmp_path) == [Path("notebooks/11_sqs.ipynb")]
    build(tmp_path)
    assert changed.read_bytes() == before


def test_files_of_a_section_that_is_gone_are_removed_and_others_are_not(tmp_path: Path) -> None:
    build(tmp_path)
    checkpoint = tmp_path / "notebooks/.ipynb_checkpoints/11_sqs-checkpoint.ipynb"
    checkpoint.parent.mkdir()
    checkpoint.write_text("{}")
    rest = [section for section in all_sections() if section.id != "sqs"]
    removed = build(tmp_path, rest)
    assert Path("labs/11_sqs/handler.py") in removed
    assert not (tmp_path / "labs/11_sqs").exists()
    assert checkpoint.exists()


def test_every_notebook_is_valid_and_without_outputs() -> None:
    for path, content in generated(all_sections()).items():
        if path.suffix == ".ipynb":
            document = nbformat.reads(content.decode(), as_version=4)
            nbformat.validate(document)
            assert len({cell.id for cell in document.cells}) == len(document.cells)
            assert not any(cell.get("outputs") for cell in document.cells)


def test_the_starter_does_not_give_the_solution_away() -> None:
    section = load("sqs")
    starter = json.loads(notebook(section, None, solution=False))
    text = "\n".join("".join(cell["source"]) for cell in starter["cells"])
    assert "BEGIN SOLUTION" not in text
    assert 'answer = "b"' not in text
    assert "failures.append" not in text


def test_graded_cells_carry_nbgraders_metadata() -> None:
    document = json.loads(notebook(load("sqs"), None, solution=False))
    graded = [cell["metadata"]["nbgrader"] for cell in document["cells"] if "nbgrader" in cell["metadata"]]
    checks = {item["grade_id"]: item for item in graded if item["grade"]}
    assert checks.keys() == {"sqs-predict", "sqs-handle", "sqs-wire", "sqs-debug"}
    assert all(item["locked"] and item["points"] > 0 and item["schema_version"] == 3 for item in checks.values())
    assert all(item["solution"] and not item["locked"] for item in graded if not item["grade"])


def test_a_lab_has_the_starter_and_the_events() -> None:
    files = generated(all_sections())
    assert b"BEGIN SOLUTION" not in files[Path("labs/11_sqs/handler.py")]
    assert Path("labs/11_sqs/events/batch.json") in files
    assert Path("labs/11_sqs/check.py") not in files


def test_a_section_that_is_a_lab_alone_has_no_notebook_and_the_one_before_it_says_so() -> None:
    files, capstone = generated(all_sections()), load("inkwell")
    assert capstone.exercises() == () and capstone.cells() == ()
    mine = {path.parts[0] for path in files if capstone.file_name in str(path)}
    assert mine == {"labs", "solutions"}
    assert not any(path.suffix == ".ipynb" and capstone.file_name in path.name for path in files)
    assert f"labs/{capstone.file_name}/".encode() in files[Path("notebooks/20_cognito.ipynb")]


def test_a_lab_has_the_files_that_its_handler_is_given() -> None:
    files, section = generated(all_sections()), load("inkwell")
    assert section.given_files().keys() == {"thumbnail.py"}
    assert files[Path("labs/21_inkwell/thumbnail.py")] == (load("s3").folder / "thumbnail.py").read_bytes()
