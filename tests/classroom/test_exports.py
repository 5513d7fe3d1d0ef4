"""What goes back, held against the rules of those who import it, as their sources state them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from made_grades import CLASS, DUE, class_file, handed, keep

from lambda_workshop.classroom import handed_in
from lambda_workshop.classroom.class_file import read_class
from lambda_workshop.classroom.exports import canvas, moodle, others
from lambda_workshop.classroom.exports.tables import ExportError
from lambda_workshop.classroom.hand_back import hand_back
from lambda_workshop.classroom.handed_in import HandedIn
from lambda_workshop.classroom.marks import Marks
from lambda_workshop.cli import main

# Heads and participant's word of Moodle in some languages (lang/*/assign.php), as a teacher's worksheet has them.
LANGUAGES = {
    "en": ("Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
           "Last modified (submission),Last modified (grade),Feedback comments", "Participant ", "30.00", "Yes"),
    "de": ("ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Beste Bewertung,Bewertung kann geändert werden,"
           "Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar", "Teilnehmer/in", "30,00",
           "Ja"),
    "es": ("Identificador,Nombre completo,Dirección de correo,Estado,Calificación,Calificación máxima,"
           "La calificación puede ser cambiada,Última modificación (entrega),Última modificación (calificación),"
           "Comentarios de retroalimentación", "Participante", "30.00", "Sí"),
    "ja": ("識別子,フルネーム,メールアドレス,ステータス,評点,最大評点,評点は変更できます,最終更新日時 (提出),"
           "最終更新日時 (評点),フィードバックコメント", "参加者", "30.00", "Yes"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Grades of Ada (12 of 13, a comma in her comment), Bob, whose work could not be graded, and Cyd."""
    keep(tmp_path, "ada", handle=2)
    keep(tmp_path, "bob", failed="the worker died")
    keep(tmp_path, "cyd")
    class_file(tmp_path)
    return tmp_path


def marks(folder: Path) -> Marks:
    return Marks(folder, read_class(folder / "class.toml"))


def worksheet(folder: Path, language: str = "en", *, mark: bool = True, comments: bool = True) -> Path:
    heads, word, most, yes = LANGUAGES[language]
    names = heads.split(",") if comments else heads.split(",")[:-1]
    rows = [names]
    for number, name, mail, changed in (
        ("101", "Ada Lovelace", "ada@example.org", "Monday, 4 May 2026, 5:00 PM"),
        ("102", "Bob Noyce", "bob@example.org", "-"),
        ("777", "Somebody Else", "else@example.org", "-"),
        ("103", "Cyd Charisse", "cyd@example.org", "-"),
    ):
        grade = "1.00" if number == "777" else ""
        row = [f"{word}{number}", name, mail, "Submitted", grade, most, yes, changed, "-", ""]
        rows.append(row[: len(names)])
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path = folder / f"Grades-{language}.csv"
    path.write_text(("\ufeff" if mark else "") + text.getvalue(), "utf-8")
    return path


def imported_by_moodle(text: str, language: str) -> dict[str, tuple[float, str]]:
    """What `assignfeedback_offline_grade_importer` takes: grade and comment by participant's number."""
    heads, word, _most, _yes = LANGUAGES[language]
    names = heads.split(",")
    # `get_string('grade')`, `get_string('recordid', 'assign')`, `get_string('lastmodifiedgrade', 'assign')`.
    grade, record, modified = names[4], names[0], names[8]
    found = {}
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    at = {name: rows[0].index(name) for name in (grade, record, modified)}
    for row in rows[1:]:
        number = row[at[record]][len(word) :]
        # `unformat_float`, and a grade without a value is skipped.
        value = row[at[grade]].replace(",", ".") if language == "de" else row[at[grade]]
        if value:
            found[number] = (float(value), row[names.index(names[9])] if names[9] in rows[0] else "")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mark", [True, False], ids=["with a mark", "without a mark"])
def test_moodles_worksheet_is_filled_in_as_it_was_downloaded(folder: Path, language: str, mark: bool) -> None:
    path = worksheet(folder, language, mark=mark)
    text, notes = moodle.filled_in(path, marks(folder).every())
    taken = imported_by_moodle(text, language)
    assert {number: grade for number, (grade, _said) in taken.items()} == {"101": 12.0, "103": 13.0, "777": 1.0}
    assert taken["101"][1].startswith("12.00 of 13.00 points")
    assert notes == ["Bob Noyce could not be graded: the row stays as it was"]
    before = path.read_text("utf-8")
    assert text.startswith("\ufeff") == mark and text.count("\n") == before.count("\n")
    for old, new in zip(csv.reader(io.StringIO(before)), csv.reader(io.StringIO(text)), strict=True):
        # All but the grade and the comment is what Moodle compares with.
        assert (old[:4], old[5:9]) == (new[:4], new[5:9])


def test_a_worksheet_without_comments_is_filled_in_and_that_is_said(folder: Path) -> None:
    text, notes = moodle.filled_in(worksheet(folder, comments=False), marks(folder).every())
    assert "12.00" in text and any("Feedback comments" in note for note in notes)


def test_learners_without_a_number_are_found_by_address_or_name(folder: Path) -> None:
    class_file(folder, re.sub(r', moodle = "\d+", canvas = "\d+"', "", CLASS))
    text, _notes = moodle.filled_in(worksheet(folder), marks(folder).every())
    assert imported_by_moodle(text, "en")["101"][0] == 12.0


def test_grades_that_moodle_would_skip_are_refused_with_what_to_do(folder: Path) -> None:
    path = worksheet(folder)
    path.write_text(path.read_text("utf-8").replace("30.00", "10.00"), "utf-8")
    with pytest.raises(ExportError, match="maximum to 13, or `total = 10`"):
        moodle.filled_in(path, marks(folder).every())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "download it as CSV"),
        (b"a,b\n", "no table"),
        ("Name,Grade,Max\nÄnne,1,2\n".encode("cp1252"), "as it was downloaded"),
        (b"Name,Grade,Max\nAda,1,2\n", "no participants' numbers"),
        (b'Identifier,Full name,Grade,Scale\nParticipant 1,Ada,,"good,bad"\n', "not to a scale"),
    ],
)
def test_what_is_no_worksheet_is_told_so(folder: Path, content: bytes, said: str) -> None:
    path = folder / "other.csv"
    path.write_bytes(content)
    with pytest.raises(ExportError, match=said):
        moodle.filled_in(path, marks(folder).every())


def taken_by_moodle(member: str, participants: Mapping[str, str]) -> tuple[str, str] | None:
    """`is_valid_filename_for_import`: whose the file is, and what it is called then."""
    parts = ["", "import", *member.split("/")]
    if parts[-1].startswith((".", "~")):
        return None
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) < 4 or not info[1].isdigit() or info[1] not in participants:
            continue
        if info[2:4] != ["assignfeedback", "file"]:
            continue
        return participants[info[1]], "/".join([info[4] if len(info) > 4 else "", *parts])
    return None


def test_feedback_files_are_named_as_moodle_reads_names(folder: Path) -> None:
    class_file(folder, CLASS.replace("Ada Lovelace", "_Ada_ O/Lovelace_2_assignfeedback"))
    found = marks(folder)
    path = folder / "feedback.zip"
    every = list(found.every())
    moodle.write_feedback(path, every, {mark.learner.id: f"<p>{mark.learner.id}" for mark in every}, None)
    with zipfile.ZipFile(path) as archive:
        taken = {taken_by_moodle(name, {"101": "ada", "102": "bob", "103": "cyd"}) for name in archive.namelist()}
        assert taken == {(learner, "feedback.html") for learner in ("ada", "bob", "cyd")}


GRADEBOOK = """Student,ID,SIS User ID,SIS Login ID,Section,Essay (17),Lambda (4711),Current Score
,,,,,Manual Posting,,
    Points Possible,,,,,10,13,(read only)
"Lovelace, Ada",5001,,ada,L1,9,,90
"Noyce, Bob",5002,,bob,L1,8,3,80
"Hopper, Grace",5009,,grace,L1,7,5,70
"Charisse, Cyd",5003,,cyd,L1,,1,
"Student, Test",5010,,test,L1,,,
"""


def imported_by_canvas(text: str) -> tuple[dict[str, str], list[list[str]]]:
    """What `GradebookImporter` takes of the one assignment: the grade by user's number; and the rows."""
    rows = list(csv.reader(io.StringIO(text)))
    heads = rows[0]
    assert "Student" in heads[0] and "ID" in heads[1] and "Section" in heads[4]
    assert re.search(r"SIS\s+User\s+ID", heads[2]) and re.search(r"SIS\s+Login\s+ID", heads[3])
    assignments = heads[5:]
    found: dict[str, str] = {}
    for row in rows[1:]:
        if "Points Possible" in row[0] or not "".join(row).replace("Manual Posting", "").strip():
            continue
        for place, _title in enumerate(assignments, start=5):
            found[row[1]] = row[place]
    return found, rows


@pytest.mark.parametrize("title", ["Lambda (4711)", "Lambda"])
def test_canvass_gradebook_is_filled_in_an_existing_assignment(folder: Path, title: str) -> None:
    class_file(folder, CLASS.replace("[learners]", f'[lms]\ncanvas_assignment = "{title}"\n[learners]'))
    path = folder / "gradebook.csv"
    path.write_text(GRADEBOOK, "utf-8")
    found = marks(folder)
    text, notes = canvas.gradebook(found.every(), found.settings, path)
    taken, rows = imported_by_canvas(text)
    assert taken["5001"] == "12.00" and taken["5003"] == "13.00"
    assert taken["5002"] == "", "an empty cell changes nothing"
    assert taken["5009"] == "5", "of others, what Canvas has"
    assert rows[0][5:] == ["Lambda (4711)"] and rows[2][5] == "13", "no other column, and the points possible stay"
    assert notes == ["Bob Noyce could not be graded: the cell is empty, which changes nothing"]


def test_an_assignment_that_canvas_does_not_have_is_told_with_those_that_it_has(folder: Path) -> None:
    path = folder / "gradebook.csv"
    path.write_text(GRADEBOOK, "utf-8")
    found = marks(folder)
    with pytest.raises(ExportError, match=r"it has: Essay \(17\), Lambda \(4711\)"):
        canvas.gradebook(found.every(), found.settings, path)


def test_without_a_gradebook_a_new_column_is_made_for_each_section_or_for_all(folder: Path) -> None:
    found = marks(folder)
    text, _notes = canvas.gradebook(found.every(), found.settings, None)
    taken, rows = imported_by_canvas(text)
    assert taken == {"5001": "12.00", "5002": "", "5003": "13.00"} and rows[1][5] == "13.00"
    class_file(folder, CLASS.replace("[learners]", '[lms]\ncanvas_columns = "sections"\n[learners]'))
    found = marks(folder)
    text, _notes = canvas.gradebook(found.every(), found.settings, None)
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows[0]) == 7 and rows[1][5:] == ["1.00", "12.00"] and rows[2][5:] == ["1.00", "11.00"]


def test_comments_files_carry_the_numbers_that_canvas_looks_for(folder: Path) -> None:
    names = {"ada": "lovelaceada_LATE_5001_9001_handin.zip", "cyd": "charissecyd_5003_9003_11_sqs-2.ipynb", "bob": ""}
    handed_in.write(
        folder, {one: HandedIn(one, DUE, ids={"canvas_file": name} if name else {}) for one, name in names.items()}
    )
    path = folder / "comments.zip"
    every = list(marks(folder).every())
    notes = canvas.write_comments(path, every, {mark.learner.id: "<p>" for mark in every})
    with zipfile.ZipFile(path) as archive:
        # `filename.split('_').grep(/^\d+$/).take(2)`: the user and the attachment.
        numbers = [[part for part in name.split("_") if part.isdigit()][:2] for name in archive.namelist()]
    assert numbers == [["5001", "9001"], ["5003", "9003"]] and len(notes) == 1


def test_a_mail_merge_has_a_line_for_each_and_no_formula(folder: Path) -> None:
    class_file(folder, CLASS.replace("Ada Lovelace", "=HYPERLINK(1)"))
    text = others.mail_merge(marks(folder).every(), "Two days")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)", "Bob Noyce", "Cyd Charisse"]
    assert [row["points"] for row in rows] == ["12.00", "", "13.00"] and rows[2]["percent"] == "100.00"
    assert text.startswith("\ufeff") and rows[0]["feedback"] == "feedback/ada.html"


def test_a_check_of_github_names_the_commit_and_says_what_failed(folder: Path) -> None:
    handed_in.write(folder, {"ada": HandedIn("ada", DUE, ids={"commit": "f" * 40})})
    class_file(folder, CLASS.replace('moodle = "101"', 'git = "git@github.com:inkwell/ada.git"'))
    found = marks(folder).of("ada")
    assert found is not None
    made = others.github_check(found, "Two days")
    assert made is not None
    run: dict[str, Any] = json.loads(made[1])
    assert made[0] == "inkwell/ada" and run["head_sha"] == "f" * 40 and run["conclusion"] == "neutral"
    assert "12.00 of 13.00" in run["output"]["title"] and "found: it does not" in run["output"]["summary"]


def test_gradescopes_results_follow_its_specification(folder: Path) -> None:
    found = marks(folder).of("ada")
    assert found is not None
    results = json.loads(others.gradescope(found))
    assert results["score"] == 12 and results["stdout_visibility"] == "hidden"
    assert sum(test["score"] for test in results["tests"]) == results["score"]
    assert sum(test["max_score"] for test in results["tests"]) == 13
    for test in results["tests"]:
        assert test["status"] in ("passed", "failed") and test["visibility"] == "visible" and test["output"]


def test_everything_goes_back_in_one_step(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handed(folder, ada=timedelta(hours=3))
    title = '"AWS Lambda, trigger by trigger (4711)"'
    (folder / "gradebook.csv").write_text(GRADEBOOK.replace("Lambda (4711)", title), "utf-8")
    line = ["class", "back", "--grades", str(folder), "--class", str(folder / "class.toml")]
    assert main([*line, "--moodle", str(worksheet(folder)), "--canvas", str(folder / "gradebook.csv")]) == 0
    said = capsys.readouterr()
    for name in ("moodle-worksheet.csv", "moodle-feedback.zip", "canvas-gradebook.csv", "mail-merge.csv"):
        assert (folder / "back" / name).is_file() and name in said.out
    assert "Bob Noyce could not be graded: no points anywhere." in said.err
    moodle_text = (folder / "back" / "moodle-worksheet.csv").read_text("utf-8")
    assert imported_by_moodle(moodle_text, "en")["101"][0] == pytest.approx(10.8)
    assert "3 hours late: 10 % less" in (folder / "feedback" / "ada.html").read_text("utf-8")


def test_who_handed_in_nothing_is_named(folder: Path) -> None:
    class_file(folder, CLASS + '\ndan = { name = "Dan Dare" }\n')
    done = hand_back(folder, read_class(folder / "class.toml"))
    assert "Nothing was handed in by Dan Dare: their cells stay empty" in done.notes


def test_no_grades_are_told_so(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="There are no grades"):
        hand_back(tmp_path, None)
