"""What learners hand in is taken in once, under the right name, from wherever it comes."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from made_grades import CLASS, class_file

from lambda_workshop.authoring.build import generated
from lambda_workshop.authoring.section import load
from lambda_workshop.classroom import handed_in
from lambda_workshop.classroom.class_file import ClassFile, read_class
from lambda_workshop.classroom.collect import CollectError, collect, summary
from lambda_workshop.cli import main
from lambda_workshop.grading.submissions import find
from lambda_workshop.notebook.submission import submit

FILES = generated([load("start"), load("direct")])
NOTEBOOK = FILES[Path("notebooks/02_direct.ipynb")]


@pytest.fixture
def settings(tmp_path: Path) -> ClassFile:
    return read_class(class_file(tmp_path))


def work(folder: Path, mark: str = "") -> Path:
    """A learner's folder, with something of its own in it."""
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    text = NOTEBOOK.decode().replace("answer = None", f"answer = None  # {mark}", 1)
    (folder / "notebooks" / "02_direct.ipynb").write_text(text, "utf-8")
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path / "home"))


def handed(tmp_path: Path, learner: str, mark: str = "", to: str = "inbox") -> Path:
    return submit(work(tmp_path / "laptops" / learner, mark), tmp_path / to, learner=learner).path


def test_receipts_say_who_and_when_and_the_grader_finds_what_was_taken_in(tmp_path: Path, settings: ClassFile) -> None:
    handed(tmp_path, "ada")
    handed(tmp_path, "Bob Noyce")
    done = collect([tmp_path / "inbox"], tmp_path / "submissions", settings)
    assert sorted(done.new) == ["ada", "bob"]
    known = handed_in.read(tmp_path / "submissions")
    for name in ("ada", "bob"):
        time = known[name].time
        assert time is not None and abs(datetime.now(UTC) - time) < timedelta(minutes=5)
        assert known[name].clock == "receipt" and not known[name].wrong
    assert [one.learner for one in find(tmp_path / "submissions")] == ["ada", "bob"]
    (one,) = [one for one in find(tmp_path / "submissions") if one.learner == "ada"]
    one.unpack(tmp_path / "unpacked")
    assert (tmp_path / "unpacked" / "notebooks" / "02_direct.ipynb").is_file()


def test_the_same_work_is_taken_in_once_and_more_of_it_is_an_attempt(tmp_path: Path, settings: ClassFile) -> None:
    path = handed(tmp_path, "ada")
    collect([tmp_path / "inbox"], tmp_path / "submissions", settings)
    shutil.copy(path, tmp_path / "inbox" / "ada-again.zip")
    handed(tmp_path, "ada", "more", to="inbox2")
    done = collect([tmp_path / "inbox", tmp_path / "inbox2"], tmp_path / "submissions", settings)
    assert done.new == ["ada~2"] and done.known == 2
    assert any("several attempts of ada: the best counts" in note for note in done.notes)


def test_work_that_is_not_what_its_receipt_says_is_told(tmp_path: Path, settings: ClassFile) -> None:
    path = handed(tmp_path, "ada")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("notebooks/00_start.ipynb", b"{}")
    done = collect([tmp_path / "inbox"], tmp_path / "submissions", settings)
    assert any("not those that its receipt was written for" in note for note in done.notes)
    assert handed_in.read(tmp_path / "submissions")["ada"].wrong


def test_a_hubs_homes_give_what_was_handed_in_or_what_is_there(tmp_path: Path, settings: ClassFile) -> None:
    homes = tmp_path / "class" / "participants"
    submit(work(homes / "ada", "x"), learner="someone else")
    work(homes / "bob")
    (homes / "bob" / ".workshop").mkdir()
    (homes / "bob" / ".venv").mkdir()
    (homes / "instructor").mkdir()
    done = collect([tmp_path / "class"], tmp_path / "submissions", settings)
    assert done.new == ["ada", "bob"]
    assert (tmp_path / "submissions" / "bob" / "notebooks").is_dir()
    assert not (tmp_path / "submissions" / "bob" / ".workshop").exists()
    assert any("bob handed nothing in" in note for note in done.notes)


def test_moodles_download_is_taken_as_it_is(tmp_path: Path, settings: ClassFile) -> None:
    download = tmp_path / "download.zip"
    with zipfile.ZipFile(download, "w") as archive:
        archive.write(handed(tmp_path, "whoever"), "Ada Lovelace_101_assignsubmission_file/hand-in.zip")
        info = zipfile.ZipInfo("Bob Noyce_102_assignsubmission_file/02_direct.ipynb", (2026, 5, 4, 17, 0, 0))
        archive.writestr(info, NOTEBOOK)
        archive.writestr("Bob Noyce_102_assignsubmission_onlinetext/onlinetext.html", "<p>hi")
        archive.writestr("Grace Hopper_999_assignsubmission_file/02_direct.ipynb", NOTEBOOK)
        archive.writestr("../../evil.txt", "no")
    done = collect([download], tmp_path / "submissions", settings)
    assert sorted(done.new) == ["Grace Hopper", "ada", "bob"] and done.unknown == ["Grace Hopper"]
    known = handed_in.read(tmp_path / "submissions")
    assert known["ada"].ids["moodle"] == "101" and known["ada"].clock == "receipt"
    time = known["bob"].time
    assert time is not None and time.astimezone().replace(tzinfo=None) == datetime(2026, 5, 4, 17)
    assert not list(tmp_path.rglob("evil.txt"))


def test_canvass_flat_files_of_a_learner_are_one_attempt(tmp_path: Path, settings: ClassFile) -> None:
    download = tmp_path / "submissions.zip"
    with zipfile.ZipFile(download, "w") as archive:
        for number, name in (("9001", "00_start.ipynb"), ("9002", "02_direct.ipynb")):
            content = FILES[Path("notebooks") / name]
            archive.writestr(f"lovelaceada_5001_{number}_{name}", content)
        archive.write(handed(tmp_path, "whoever"), "noycebob_LATE_5002_9003_handin.zip")
    done = collect([download], tmp_path / "in", settings)
    assert sorted(done.new) == ["ada", "bob"]
    known = handed_in.read(tmp_path / "in")
    assert known["ada"].ids == {"canvas": "5001", "canvas_file": "lovelaceada_5001_9001_00_start.ipynb"}
    assert known["bob"].ids["canvas_file"] == "noycebob_LATE_5002_9003_handin.zip"
    found = {one.learner: one for one in find(tmp_path / "in")}
    found["ada"].unpack(tmp_path / "unpacked")
    assert len(list((tmp_path / "unpacked" / "notebooks").iterdir())) == 2


def test_repositories_of_the_roster_are_cloned_and_the_commits_time_counts(tmp_path: Path) -> None:
    repository = work(tmp_path / "repository")
    environment = {
        **os.environ,
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b",
        "GIT_COMMITTER_DATE": "2026-05-04T17:30:00+00:00", "GIT_AUTHOR_DATE": "2026-05-04T17:30:00+00:00",
    }  # fmt: skip
    for line in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run(["git", "-C", str(repository), *line], check=True, env=environment)
    text = CLASS.replace('moodle = "101"', f'git = "file://{repository}"')
    text = text.replace('moodle = "102"', f'git = "file://{tmp_path}/nowhere"')
    settings = read_class(class_file(tmp_path, text))
    done = collect(["git"], tmp_path / "submissions", settings)
    assert done.new == ["ada"] and any("Bob Noyce: file://" in note for note in done.notes)
    one = handed_in.read(tmp_path / "submissions")["ada"]
    assert one.time == datetime(2026, 5, 4, 17, 30, tzinfo=UTC) and len(one.ids["commit"]) == 40
    assert not (tmp_path / "submissions" / "ada" / ".git").exists()
    assert collect(["git"], tmp_path / "submissions", settings).known == 1


def test_links_are_not_followed_out_of_a_home(tmp_path: Path, settings: ClassFile) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "02_direct.ipynb").write_bytes(NOTEBOOK)
    home = work(tmp_path / "class" / "participants" / "ada")
    (home / "notebooks" / "00_start.ipynb").symlink_to(tmp_path / "secret" / "02_direct.ipynb")
    (home / "labs").symlink_to(tmp_path / "secret")
    collect([tmp_path / "class"], tmp_path / "submissions", settings)
    assert not [path for path in (tmp_path / "submissions").rglob("*") if path.is_symlink()]
    assert not list((tmp_path / "submissions").rglob("00_start.ipynb"))


def test_a_time_that_the_instructor_knows_goes_before_all_others(tmp_path: Path, settings: ClassFile) -> None:
    handed(tmp_path, "ada")
    os.chdir(tmp_path)
    line = ["class", "collect", "inbox", "--into", "submissions", "--class", str(settings.path)]
    assert main([*line, "--at", "2026-05-04T17:00"]) == 0
    one = handed_in.read(tmp_path / "submissions")["ada"]
    assert one.time == datetime(2026, 5, 4, 17, tzinfo=UTC) and one.clock == "instructor"


def test_what_cannot_be_taken_in_is_told(tmp_path: Path, settings: ClassFile) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.zip").write_bytes(b"PK no")
    for source, said in (
        (tmp_path / "nowhere", "is not there"),
        (tmp_path / "empty", "has no submissions in it"),
        (tmp_path / "bad.zip", "no zip file that can be read"),
        ("git", "No learner has a repository"),
    ):
        with pytest.raises(CollectError, match=said):
            collect([source], tmp_path / "submissions", settings)


def test_what_is_there_already_and_was_not_collected_is_left_alone(tmp_path: Path, settings: ClassFile) -> None:
    handed(tmp_path, "ada")
    (tmp_path / "submissions" / "ada").mkdir(parents=True)
    with pytest.raises(CollectError, match="move it away"):
        collect([tmp_path / "inbox"], tmp_path / "submissions", settings)
    assert list((tmp_path / "submissions" / "ada").iterdir()) == []


def test_the_summary_says_what_is_new_and_who_is_not_on_the_roster(tmp_path: Path, settings: ClassFile) -> None:
    handed(tmp_path, "Grace Hopper")
    text = summary(collect([tmp_path / "inbox"], tmp_path / "submissions", settings), tmp_path / "submissions")
    assert text.startswith("1 new submissions in") and "Not on the roster: Grace Hopper" in text
