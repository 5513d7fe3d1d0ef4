"""Sections from elsewhere are part of the course, and bad ones are left out in a sentence and stop nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import outside


def test_a_section_of_a_named_folder_is_built_beside_ours(tmp_path: Path) -> None:
    outside.write_section(tmp_path / "mine")
    made = outside.run(tmp_path / "mine", "build", "--root", str(tmp_path / "out"), cwd=tmp_path, home=tmp_path)
    assert made.returncode == 0 and not made.stderr, made.stderr
    assert (tmp_path / "out" / "notebooks" / "40_tea_round.ipynb").exists()
    assert (tmp_path / "out" / "notebooks" / "11_sqs.ipynb").exists()


def test_progress_knows_its_exercises(tmp_path: Path) -> None:
    outside.write_section(tmp_path / "mine")
    told = outside.run(tmp_path / "mine", "progress", cwd=tmp_path, home=tmp_path)
    assert "tea-round" in told.stdout and "0/2" in told.stdout


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"section": outside.TOML.replace('id = "tea-round"\n', "")}, "says no id: add `id = ...`"),
        ({"section": outside.TOML.replace("tea-round", "sqs")}, 'the id "sqs" is taken by'),
        ({"section": outside.TOML + 'engine = ">=99"\n'}, "the section is for the course's version >=99, and this is"),
        ({"section": outside.TOML + 'engine = "new"\n'}, "engine = 'new' is no version: write it as in"),
        ({"section": "number = = 1\n"}, "mend the file"),
        ({"checks": "def handle(:\n"}, "checks.py, line 1: invalid syntax: mend the line"),
        ({"checks": "import nowhere\n"}, "cannot be imported: ModuleNotFoundError: No module named 'nowhere'"),
        ({"checks": "x = 1\n"}, "has no `EXERCISES`: let it end with a tuple of the section's exercises"),
        ({"lesson": "# %%\n### BEGIN SOLUTION\nx = 1\n"}, "mend the region"),
    ],
)
def test_a_bad_section_gets_a_sentence_and_the_others_go_on(tmp_path: Path, files: dict[str, str], said: str) -> None:
    outside.write_section(tmp_path / "mine", **files)
    told = outside.run(tmp_path / "mine", "progress", cwd=tmp_path, home=tmp_path)
    assert said in told.stderr and told.stderr.count("\n") == 1, told.stderr
    assert "sqs" in told.stdout and told.returncode == 0
    checked = outside.run(tmp_path / "mine", "course-check", cwd=tmp_path, home=tmp_path)
    assert said in checked.stdout and not checked.stderr and checked.returncode == 1


def test_what_was_made_of_a_section_stays_while_its_author_is_in_the_middle_of_it(tmp_path: Path) -> None:
    section, out = outside.write_section(tmp_path / "mine"), tmp_path / "out"
    outside.run(tmp_path / "mine", "build", "--root", str(out), cwd=tmp_path, home=tmp_path)
    (section / "checks.py").write_text("def handle(:\n", encoding="utf-8")
    made = outside.run(tmp_path / "mine", "build", "--root", str(out), cwd=tmp_path, home=tmp_path)
    assert made.returncode == 0 and "invalid syntax" in made.stderr
    assert (out / "notebooks" / "40_tea_round.ipynb").exists()


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_sections_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    told = outside.run(tmp_path / name, "progress", cwd=tmp_path, home=tmp_path)
    assert f"WORKSHOP_SECTIONS names {tmp_path / name}" in told.stderr and "sqs" in told.stdout


def test_an_installed_package_brings_its_sections(tmp_path: Path) -> None:
    outside.write_section(tmp_path / "site" / "tea_course")
    (tmp_path / "site" / "tea_course" / "__init__.py").write_text("", encoding="utf-8")
    information = tmp_path / "site" / "tea_course-1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: tea-course\nVersion: 1\n", encoding="utf-8")
    (information / "entry_points.txt").write_text("[lambda_workshop.sections]\ntea = tea_course\n", encoding="utf-8")
    # As an installed package is found: by the path of the interpreter, and not by a variable, which the course ignores.
    code = f"import sys; sys.path.append({str(tmp_path / 'site')!r}); from lambda_workshop.cli import main; main()"
    told = subprocess.run(
        [sys.executable, "-c", code, "progress"],
        env=os.environ | {"WORKSHOP_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "tea-round" in told.stdout, told.stderr
