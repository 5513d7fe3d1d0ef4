"""What learners get: the class's own copy of the course, run as a learner runs it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from lambda_workshop.authoring.build import generated
from lambda_workshop.authoring.section import load
from lambda_workshop.classroom.class_file import read_class
from lambda_workshop.classroom.release import packages
from lambda_workshop.classroom.release.copy import make_wheel
from lambda_workshop.classroom.release.course import handed_out
from lambda_workshop.classroom.release.packages import ReleaseError, release
from lambda_workshop.emulator.host.handle import find

CLASS = """
name = "Zwei Tage (Ömer)"
sections = ["sqs", "start", "direct", "inkwell"]
answers_on_disk = false
notes = "notes"
submit_to = "the folder on the course's page"
[[due]]
at = 2026-05-04T18:00:00
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with a note, the learners' copies of both kinds, and what is given out."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "notes").mkdir()
    (folder / "notes" / "sqs.md").write_text("## Before we begin\n\nOur own queue is called *ink*.", "utf-8")
    (folder / "class.toml").write_text(CLASS, "utf-8")
    settings = read_class(folder / "class.toml")
    release(settings, folder / "out", ["zip", "git", "gradescope"])
    for name, sealed in (("sealed", True), ("open", False)):
        wheel = make_wheel(settings, folder / "wheels", sealed=sealed)
        line = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(folder / name)]
        subprocess.run([*line, str(wheel)], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A learner's state folder; the backend in it ends with the tests."""
    home = tmp_path_factory.mktemp("home")
    yield home
    if backend := find(home):
        backend.stop()


def in_copy(copy: Path, home: Path, at: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python as a learner who has this copy installed."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "WORKSHOP_HOME": str(home), "WORKSHOP_BACKEND": "embedded"}
    line = [sys.executable, "-P", *words]
    return subprocess.run(line, cwd=at, env=environment, capture_output=True, text=True, timeout=180)


def test_notebooks_and_labs_are_the_chosen_ones_numbered_and_linked_in_the_classs_order(folder: Path) -> None:
    files = handed_out(read_class(folder / "class.toml"))
    notebooks = {path.name for path in files if path.parts[0] == "notebooks"}
    assert notebooks == {"01_sqs.ipynb", "02_start.ipynb", "03_direct.ipynb"}
    assert {path.parts[1] for path in files if path.parts[0] == "labs"} == {"01_sqs", "03_direct", "04_inkwell"}
    for path, content in files.items():
        if path.suffix == ".ipynb":
            links = set(re.findall(r"\]\(([^)#:]+\.ipynb)\)", content.decode()))
            assert links <= notebooks, (path, links)
    assert "(02_start.ipynb)" in files[Path("notebooks/01_sqs.ipynb")].decode()
    assert "labs/04_inkwell/" in files[Path("notebooks/03_direct.ipynb")].decode()


def test_the_instructors_note_stands_below_the_title_and_changes_no_graded_cell(folder: Path) -> None:
    content = handed_out(read_class(folder / "class.toml"))[Path("notebooks/01_sqs.ipynb")]
    noted = nbformat.reads(content.decode(), as_version=4)
    plain = nbformat.reads(generated([load("sqs")])[Path("notebooks/11_sqs.ipynb")].decode(), as_version=4)
    assert noted.cells[1].source.startswith("## Before we begin")
    assert [cell for cell in noted.cells if cell.cell_type == "code"] == [
        cell for cell in plain.cells if cell.cell_type == "code"
    ]


def test_labs_out_leaves_them_out_and_a_section_that_is_a_lab_in(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "class.toml").write_text(CLASS.replace('notes = "notes"', "labs = false"), "utf-8")
    files = handed_out(read_class(tmp_path / "class.toml"))
    assert {path.parts[1] for path in files if path.parts[0] == "labs"} == {"04_inkwell"}


def test_the_same_class_gives_the_same_wheel_and_another_one_another_version(folder: Path, tmp_path: Path) -> None:
    settings = read_class(folder / "class.toml")
    one, two = make_wheel(settings, tmp_path / "1"), make_wheel(settings, tmp_path / "2")
    assert one.name == two.name and one.read_bytes() == two.read_bytes()
    assert make_wheel(settings, tmp_path / "1", sealed=False).name != one.name
    assert "+zwei.tage.omer." in one.name


def test_a_sealed_copy_holds_no_check_no_answer_and_no_solution(folder: Path) -> None:
    package = folder / "sealed" / "lambda_workshop"
    texts = {path: path.read_text("utf-8", errors="replace") for path in package.rglob("*") if path.is_file()}
    names = [path.relative_to(package).as_posix() for path in texts if "sections" in path.parts]
    assert not [name for name in names if re.search(r"/(checks|answers/|lesson|lab/)", name)]
    for section in map(load, ("sqs", "direct", "inkwell")):
        files = generated([section])
        shared = b"".join(content for path, content in files.items() if path.parts[0] in ("notebooks", "labs"))
        for path, content in files.items():
            if path.parts[0] != "solutions" or path.suffix not in (".py", ".ipynb"):
                continue
            own = [line for line in map(str.strip, content.decode().splitlines()) if len(line) > 40]
            secret = [line for line in own if line.encode() not in shared]
            assert secret
            # What debug exercises put in place is broken, and a learner sees it in any case.
            looked = [(where.name, text) for where, text in texts.items() if not where.name.startswith("broken")]
            leaks = [(line, name) for line in secret for name, text in looked if line in text]
            assert not leaks, leaks[:3]


def test_in_a_sealed_copy_a_learner_works_hands_in_and_is_told_when_checks_run(folder: Path, home: Path) -> None:
    course = folder / "learner"
    with zipfile.ZipFile(folder / "out" / "zwei-tage-omer.zip") as archive:
        archive.extractall(course)
    course = course / "zwei-tage-omer"
    script = (
        "from lambda_workshop.notebook.lesson import Lesson\nfrom lambda_workshop.authoring.section import load\n"
        "d = Lesson(load('direct'))\nprint(d.section.file_name)\nprint(d.predict.check('b'))\n"
        "print(d.handle.check(lambda event, context: 1))\nprint(d.debug.start())\n"
        "[print(d.wire.hint()) for _ in range(3)]\nprint(d.wire.solution(reveal=True))\nprint(d.cleanup())\n"
    )
    said = in_copy(folder / "sealed", home, course, "-c", script)
    assert said.returncode == 0, said.stderr
    assert "03_direct" in said.stdout and "checks run once you have handed in: `direct.submit()`" in said.stdout
    assert "inkwell-direct-debug-mailer" in said.stdout and "ask your instructor" in said.stdout
    assert "has no solution" in said.stdout and "is open now" not in said.stdout
    lab = in_copy(folder / "sealed", home, course, "-m", "lambda_workshop.cli", "lab", "check", "direct")
    assert lab.returncode == 1 and "labs are checked once you have handed in" in lab.stderr
    done = in_copy(folder / "sealed", home, course, "-m", "lambda_workshop.cli", "submit", "--as", "Ada")
    assert done.returncode == 0 and "Zwei Tage (Ömer), handed in by Ada" in done.stdout
    assert "labs: 01_sqs, 03_direct, 04_inkwell" in done.stdout and "Hand it in: the folder on" in done.stdout
    progress = in_copy(folder / "sealed", home, course, "-m", "lambda_workshop.cli", "progress")
    assert progress.returncode == 0 and not progress.stderr, progress.stderr


def test_an_open_copy_checks_and_shows_solutions(folder: Path, home: Path, tmp_path: Path) -> None:
    script = (
        "from lambda_workshop.notebook.lesson import Lesson\nfrom lambda_workshop.authoring.section import load\n"
        "d = Lesson(load('direct'))\nprint(d.predict.check('a'))\nprint(d.handle.solution(reveal=True))\n"
    )
    said = in_copy(folder / "open", home, tmp_path, "-c", script)
    assert "Not yet: direct.predict" in said.stdout and "def handler" in said.stdout, said.stderr


def test_a_sealed_copy_says_that_it_cannot_grade(folder: Path, home: Path, tmp_path: Path) -> None:
    said = in_copy(folder / "sealed", home, tmp_path, "-m", "lambda_workshop.cli", "grade", ".", "--out", "grades")
    assert said.returncode == 1 and "holds no checks" in said.stderr, said.stderr


def test_the_self_test_prints_one_line_for_the_instructor(folder: Path, home: Path) -> None:
    course = folder / "ready"
    shutil.unpack_archive(folder / "out" / "zwei-tage-omer.zip", course)
    line = ("-m", "lambda_workshop.cli", "class", "ready", "--as", "Ada")
    said = in_copy(folder / "sealed", home, course / "zwei-tage-omer", *line)
    last = said.stdout.splitlines()[-1]
    assert last.startswith("READY: Ada, Zwei Tage (Ömer), 0.1.0+zwei.tage.omer."), said.stdout + said.stderr
    assert "3 of 3 notebooks" in last
    said = in_copy(folder / "sealed", home, folder / "notes", *line)
    assert said.stdout.splitlines()[-1].startswith("NOT READY (01_sqs.ipynb is not in ") and said.returncode == 1
    assert "-> run `workshop lab`" in said.stdout


def test_the_folder_that_is_given_out_starts_by_one_script(folder: Path) -> None:
    with zipfile.ZipFile(folder / "out" / "zwei-tage-omer.zip") as archive:
        info = archive.getinfo("zwei-tage-omer/start.sh")
        assert info.external_attr >> 16 & 0o111
        names = archive.namelist()
        script = archive.read(info).decode()
    assert [name for name in names if name.endswith(".whl")] and "zwei-tage-omer/constraints.txt" in names
    assert subprocess.run(["sh", "-n"], input=script, text=True).returncode == 0
    for template in (Path(packages.__file__).parent / "templates").glob("*.sh"):
        assert subprocess.run(["bash", "-n", str(template)]).returncode == 0, template.name


def test_the_workflow_of_the_git_template_fits_githubs_schema(folder: Path) -> None:
    workflow = folder / "out" / "git" / ".github" / "workflows" / "hand-in.yml"
    assert "workshop submit" in workflow.read_text("utf-8") and "workshop grade" not in workflow.read_text("utf-8")
    check = Path(sys.executable).with_name("check-jsonschema")
    if not check.exists():
        pytest.skip("pip install check-jsonschema")
    templates = [workflow, Path(packages.__file__).parent / "templates" / "hand-in.yml"]
    subprocess.run([check, "--builtin-schema", "vendor.github-workflows", *templates], check=True)


def test_gradescopes_archive_has_its_two_files_at_the_root_and_nobodys_name_in_it(folder: Path) -> None:
    with zipfile.ZipFile(folder / "out" / "gradescope-autograder.zip") as archive:
        assert {"setup.sh", "run_autograder", "class.toml", "constraints.txt"} <= set(archive.namelist())
        for name in ("setup.sh", "run_autograder"):
            assert archive.read(name).startswith(b"#!/usr/bin/env bash\n")
            assert archive.getinfo(name).external_attr >> 16 & 0o111
        settings = archive.read("class.toml").decode()
    assert "learners" not in settings and "due" not in settings and '"inkwell"' in settings


def test_the_mail_says_what_to_run_the_evening_before_and_when_it_is_due(folder: Path) -> None:
    mail = (folder / "out" / "mail.txt").read_text("utf-8")
    assert "sh start.sh ready" in mail and "due Monday, 04 May 2026, 18:00 UTC" in mail
    assert "the folder on the course's page" in mail and "Marks count" in mail
    page = (folder / "out" / "handout.html").read_text("utf-8")
    assert "sqs.wire.check()" not in page and "start.wire.check()" not in page and "direct.wire.check()" in page


def test_a_folder_that_no_release_wrote_is_left_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "git").mkdir()
    (tmp_path / "git" / "mine.txt").write_text("mine")
    with pytest.raises(ReleaseError, match="no release wrote"):
        release(read_class(folder / "class.toml"), tmp_path, ["git"])
    assert (tmp_path / "git" / "mine.txt").read_text() == "mine"
    release(read_class(folder / "class.toml"), folder / "out", ["git"])


def test_the_record_of_what_was_handed_out_fits_so_that_untouched_files_are_renewed(folder: Path) -> None:
    with zipfile.ZipFile(folder / "out" / "zwei-tage-omer.zip") as archive:
        record = json.loads(archive.read("zwei-tage-omer/.lambda-workshop.json"))
        names = {name.partition("/")[2] for name in archive.namelist()}
    assert record and set(record) <= names
