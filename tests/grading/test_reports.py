"""What becomes of grades: tables that other programs read, pages that are safe to open."""

from __future__ import annotations

import csv
import gc
import json
import re
import tracemalloc
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from made_up import exercise, grade

from lambda_workshop.authoring.build import notebook
from lambda_workshop.authoring.section import load
from lambda_workshop.checks import Status
from lambda_workshop.grading.grade import LONGEST_EVIDENCE, ExerciseGrade, Notice, NoticeKind
from lambda_workshop.grading.reading import read_notebook
from lambda_workshop.grading.reports import write_reports
from lambda_workshop.grading.reports.feedback import feedback_page
from lambda_workshop.grading.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The reports of a class of four."""
    store = Store(tmp_path)
    store.save(grade("ada", "sqs", "s3"), ids={"canvas": "91"})
    store.save(replace(grade("=HYPERLINK(1)", "sqs")), ids={"moodle": "4711"})
    half = exercise("sqs.wire", Status.NOT_YET, 1.5, "same")
    note = Notice(NoticeKind.SUSPICIOUS, "cell 3 kills processes: `<script>alert(1)</script>`", "sqs.wire")
    store.save(replace(grade("cyd", "s3"), exercises=(half,), notices=(note,)))
    store.save(replace(grade("dan<script>", "s3"), exercises=(half,), failed="the worker died"))
    write_reports(store, tmp_path)
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_the_table_has_a_column_for_each_exercise_and_blanks_where_nothing_was_graded(folder: Path) -> None:
    table = {row["learner"]: row for row in rows(folder / "grades.csv")}
    assert table["ada"]["sqs.wire"] == "4.00"
    assert table["cyd"]["s3.wire"] == "" and float(table["cyd"]["sqs.wire"]) == 1.5
    assert float(table["ada"]["points"]) == 8 and float(table["ada"]["max_points"]) == 8
    assert float(table["cyd"]["percent"]) == 18.75
    assert table["dan<script>"]["not graded"] == "the worker died"


def test_the_table_says_that_it_is_unicode_and_names_each_learners_page(folder: Path) -> None:
    assert (folder / "grades.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    for row in rows(folder / "grades.csv"):
        assert (folder / row["feedback"]).is_file(), row["learner"]


def test_no_name_is_a_formula(folder: Path) -> None:
    for name in ("grades.csv", "nbgrader.csv", "canvas.csv", "moodle.csv"):
        assert not re.search(r"(^|,)\"?=", (folder / name).read_text("utf-8"), re.MULTILINE), name


def test_what_could_not_be_graded_is_no_zero_in_anybodys_gradebook(folder: Path) -> None:
    dan = {
        name: next(row for row in rows(folder / name) if "dan<script>" in row.values())
        for name in ("nbgrader.csv", "canvas.csv", "moodle.csv")
    }
    assert dan["nbgrader.csv"]["score"] == dan["moodle.csv"]["Grade"] == ""
    assert dan["canvas.csv"]["AWS Lambda, trigger by trigger"] == ""
    cyd = next(row for row in rows(folder / "moodle.csv") if row["Full name"] == "cyd")
    assert float(cyd["Grade"]) == 1.5


def test_a_formula_in_wide_signs_is_none_either(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save(grade(" \uff1dHYPERLINK(1)", "sqs"))
    write_reports(store, tmp_path)
    assert [row["learner"] for row in rows(tmp_path / "grades.csv")] == ["' \uff1dHYPERLINK(1)"]


@pytest.mark.parametrize("name", ["ada;=1+1", "ada\t@SUM(1)", 'ada; "=1', "ada\n-1", "x\uff1b\uff0b1", "a;=1;=2"])
def test_no_name_is_a_formula_whatever_is_taken_for_the_separator(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path)
    store.save(grade(name, "sqs"))
    write_reports(store, tmp_path)
    for table in ("grades.csv", "nbgrader.csv", "canvas.csv", "moodle.csv"):
        text = unicodedata.normalize("NFKC", (tmp_path / table).read_text("utf-8"))
        cells = [cell.strip().strip('"').strip() for cell in re.split(r"[;,\t\r\n]", text)]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))], table


def test_each_form_has_the_columns_and_the_ids_of_its_system(folder: Path) -> None:
    nbgrader = rows(folder / "nbgrader.csv")
    assert {row["assignment"] for row in nbgrader} == {"sqs", "s3"}
    assert [float(row["score"]) for row in nbgrader if row["student_id"] == "ada"] == [4, 4]
    canvas = rows(folder / "canvas.csv")
    assert canvas[0]["Student"].strip() == "Points Possible"
    assert next(row for row in canvas if row["Student"] == "ada")["ID"] == "91"
    moodle = rows(folder / "moodle.csv")
    assert [row["Identifier"] for row in moodle if "HYPERLINK" in row["Full name"]] == ["Participant 4711"]
    assert all(float(row["Maximum Grade"]) == 8 for row in moodle)


def test_nothing_of_a_learners_is_markup_and_no_page_asks_the_network(folder: Path) -> None:
    pages = [folder / "class.html", *(folder / "feedback").glob("*.html")]
    assert len(pages) == 5
    for path in pages:
        text = path.read_text("utf-8")
        assert "<script>alert" not in text and "<b>no</b>" not in text and "dan<script>" not in text, path
        assert not re.search(r"(src|href)=[\"'](https?:)?//", text), path


def test_the_class_page_says_where_it_is_stuck_who_needs_a_look_and_whose_code_is_the_same(folder: Path) -> None:
    text = (folder / "class.html").read_text("utf-8")
    assert "2 times; found most often" in text
    assert "kills processes" in text and "not graded: the worker died" in text
    assert re.search(r"<code>sqs.wire</code>: cyd, dan", text)
    assert '<td class="y s3">1.5</td>' in text and '.y::before { content: "◐ "; content: "◐ " / "Not yet, "; }' in text


def test_the_courses_own_solution_is_no_copied_code(tmp_path: Path) -> None:
    section = load("sqs")
    own = read_notebook(notebook(section, None, solution=True).decode(), section).fingerprints["sqs.wire"]
    store = Store(tmp_path)
    for learner, code in (("ada", own), ("bob", own), ("cyd", "x"), ("dan", "x"), ("eve", "y")):
        store.save(replace(grade(learner), exercises=(exercise("sqs.wire", fingerprint=code),)))
    write_reports(store, tmp_path)
    _before, _title, same = (tmp_path / "class.html").read_text("utf-8").partition("The same code")
    copied, _title, solution = same.partition("As in the course's own solution")
    assert "sqs.wire</code>: cyd, dan<" in copied and "ada" not in copied and "eve" not in copied
    assert "sqs.wire</code>: ada, bob<" in solution


def test_columns_are_in_the_courses_order_whatever_was_graded_first(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save(grade("ada", "sqs"))
    store.save(grade("bob", "s3"))
    store.save(grade("cyd", "gone"))
    write_reports(store, tmp_path)
    head = (tmp_path / "grades.csv").read_text("utf-8-sig").splitlines()[0]
    assert head.startswith("learner,s3.wire,sqs.wire,gone.wire,")


def test_a_class_too_large_for_a_browser_is_shown_by_sections(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (folder / "class.html").read_text("utf-8")
    assert 'scope="colgroup" colspan="1">sqs</th>' in before and "shown by sections" not in before
    monkeypatch.setattr("lambda_workshop.grading.reports.class_page._MOST_CELLS", 7)
    write_reports(Store(folder), folder)
    text = (folder / "class.html").read_text("utf-8")
    assert "shown by sections" in text and '<button type="button">sqs</button>' in text and "colgroup" not in text
    assert '<td class="p s10">4</td><td class="p s10">4</td>' in text, "ada passed both"
    assert '<td></td><td class="y s3">1.5</td>' in text, "cyd has nothing of s3"


def test_a_large_class_needs_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / "results").mkdir()

    def peak(first: int, last: int) -> int:
        for number in range(first, last):
            name = f"learner-{number:04d}"
            several = tuple(exercise(f"s3.e{place}", fingerprint=f"{number}{place:064d}") for place in range(20))
            kept = replace(grade(name), exercises=several, notices=(Notice(NoticeKind.CRASH, "x" * 200),) * 5)
            data = {"grade": json.loads(kept.to_json()), "extra": "", "ids": {}}
            (tmp_path / "results" / f"{name}.json").write_text(json.dumps(data))
        gc.collect()
        tracemalloc.start()
        try:
            write_reports(store, tmp_path)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(0, 5)
    small = peak(5, 10)
    assert peak(10, 60) < small + 300_000


def test_what_no_encoding_carries_is_shown_as_its_escape(tmp_path: Path) -> None:
    odd = exercise("sqs.wire", Status.NOT_YET, 0)
    odd = replace(odd, steps=(replace(odd.steps[0], text="\ud800 step", actual="\ud800 found", evidence="\ud800"),))
    store = Store(tmp_path)
    store.save(replace(grade("ada"), exercises=(odd,), notices=(Notice(NoticeKind.CRASH, "\ud800 noted"),)))
    write_reports(store, tmp_path)
    assert "\\ud800 found" in (tmp_path / "feedback" / "ada.html").read_text("utf-8")
    assert "\\ud800 noted" in (tmp_path / "class.html").read_text("utf-8")


def test_the_feedback_tells_what_was_found_expected_and_to_do_next(folder: Path) -> None:
    text = (folder / "feedback" / "cyd.html").read_text("utf-8")
    for word in ("Not yet", "&lt;b&gt;no&lt;/b&gt; queue", "a queue", "create it", "1.5 of 4 points"):
        assert word in text, word


def test_what_was_not_handed_in_is_said_and_long_evidence_is_cut_visibly() -> None:
    long = exercise("sqs.wire", Status.NOT_YET, 0)
    long = replace(long, steps=(replace(long.steps[0], evidence="x" * (LONGEST_EVIDENCE + 7)),))
    missing = ExerciseGrade("s3.wire", False, Status.NOT_ATTEMPTED, 0, 4)
    no_lab = ExerciseGrade("sqs.lab", False, Status.NOT_ATTEMPTED, 0, 6)
    text = feedback_page(replace(grade("ada"), exercises=(long, no_lab, missing)))
    assert "and 7 more characters" in text
    assert "<code>sqs.lab</code>: nothing was handed in" in text
    assert "<p>Nothing was handed in.</p>" in text and "s3.wire" not in text


def test_a_check_that_broke_shows_the_learner_none_of_its_source() -> None:
    broken = exercise("sqs.wire", Status.UNAVAILABLE, 0)
    step = replace(broken.steps[0], actual="the check stopped with KeyError", evidence="File checks.py: assert x == 42")
    text = feedback_page(replace(grade("ada"), exercises=(replace(broken, steps=(step,)),)))
    assert "the check stopped with KeyError" in text
    assert "checks.py" not in text


def test_what_could_not_be_checked_is_for_the_instructor_to_look_at(tmp_path: Path) -> None:
    broken = exercise("sqs.wire", Status.UNAVAILABLE, 0)
    broken = replace(broken, steps=(replace(broken.steps[0], actual="the check stopped with KeyError"),))
    store = Store(tmp_path)
    store.save(replace(grade("ada"), exercises=(broken,)))
    write_reports(store, tmp_path)
    text = (tmp_path / "class.html").read_text("utf-8")
    assert "could not be checked: sqs.wire: the check stopped with KeyError" in text


def test_what_was_found_is_cut_visibly_when_it_is_long() -> None:
    long = exercise("sqs.wire", Status.NOT_YET, 0)
    long = replace(long, steps=(replace(long.steps[0], actual="x" * 100_000),))
    text = feedback_page(replace(grade("ada"), exercises=(long,)))
    assert "more characters" in text and len(text) < 20_000


def test_a_wrong_choice_does_not_tell_the_right_one() -> None:
    from lambda_workshop.authoring.section import all_sections
    from lambda_workshop.checks.runner import run_check

    for section in all_sections():
        for item in section.exercises():
            if not item.options:
                continue
            right = next(option for option in item.options.values() if option.correct)
            wrong = next(letter for letter, option in item.options.items() if not option.correct)
            result = run_check(item, section.id, cloud=lambda: None, work=wrong)  # type: ignore[arg-type,return-value]
            assert right.why not in feedback_page(replace(grade("ada"), exercises=(ExerciseGrade.of(result),)))
