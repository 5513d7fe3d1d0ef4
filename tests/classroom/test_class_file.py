"""The class file: five questions write it, and every mistake in it is a sentence with its line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from made_grades import CLASS, class_file

from lambda_workshop.classroom.class_file import ClassFileError, find_class, read_class
from lambda_workshop.classroom.new import Answers, ask, write_class
from lambda_workshop.classroom.roster import owner, read_roster
from lambda_workshop.cli import main

GOOD = 'name = "X"\nsections = ["sqs"]\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD + 'labz = true', 3, "Do you mean `labs`?"),
        ('name = "X"\nsections = [\n  "direct",\n  "sqz",\n]', 4, "no section of the course. Do you mean `sqs`?"),
        ('sections = ["sqs"]', 1, "`name` is missing"),
        ('name = "X"\nsections = ["sqs", "sqs"]', 2, "stands twice"),
        ('name = "X"\nsections = []', 2, "names nothing"),
        (GOOD + 'attempt = "latest"', 3, '"best", "last" or "first"'),
        (GOOD + '[late]\npenalty_percent = 150', 4, "from 0 to 100"),
        (GOOD + '[late]\ngrace_minutes = 60\ncut_off_days = 0', 5, "before the grace is over"),
        (GOOD + '\n[[due]]\nat = "tomorrow"', 5, "without quotes"),
        (GOOD + '[[due]]\nat = 2026-05-04\n[[due]]\nat = 2026-05-05\nsections = ["s3"]', 7, "`s3`"),
        (GOOD + '[points.weights]\n"sqs.wired" = 2', 4, "Do you mean `sqs.wire`?"),
        (GOOD + '[points.weights]\n"sqs" = inf', 4, "from 0"),
        (GOOD + 'time_zone = "Berlin"', 3, "no time zone"),
        (GOOD + 'notes = "nowhere"', 3, "is no folder"),
        (GOOD + '[learners]\nada = {name = "A"}\nAda = {name = "B"}', 5, "same name on some disks"),
        (GOOD + '[learners]\na = {email = "x@y"}\nb = {email = "X@y"}', 5, "have the same email"),
        (GOOD + '[learners]\n"a/b" = {}', 4, "cannot be a folder's name"),
        (GOOD + '[learners]\nada = "Ada"', 4, "is a table such as"),
        ('name = "X"\nsections = ["sqs"\nlabs = true', 3, "this is no TOML"),
        (GOOD + 'name = "Y"', 3, "this is no TOML"),
        ('name = "X"\nsections = "sqs"', 2, "is a list of texts"),
        ('name = ""\nsections = ["sqs"]', 1, "a text of one line"),
        (GOOD + 'labs = 1', 3, "true or false"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "class.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ClassFileError) as error:
        read_class(path)
    assert any(said in one.text and one.line == line for one in error.value.mistakes), str(error.value)


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    path = class_file(tmp_path, labs="labs = 3", name="nmae = 'X'")
    with pytest.raises(ClassFileError) as error:
        read_class(path)
    lines = str(error.value).splitlines()
    assert len(lines) >= 3 and lines == sorted(lines, key=lambda one: int(one.split("line ")[1].split(":")[0]))


def test_a_file_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "class.toml").write_bytes(CLASS.replace("Ada", "Änne").encode("cp1252"))
    with pytest.raises(ClassFileError, match="UTF-8"):
        read_class(tmp_path / "class.toml")


def test_times_are_in_the_classs_zone_and_a_date_is_its_last_minute(tmp_path: Path) -> None:
    text = CLASS.replace("labs = false", 'labs = false\ntime_zone = "Europe/Berlin"').replace("T18:00:00", "")
    due = read_class(class_file(tmp_path, text)).due_of("direct")
    assert due is not None and due.at == datetime(2026, 5, 4, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))


def test_the_last_date_that_names_a_section_is_its_due_date_else_the_one_for_all(tmp_path: Path) -> None:
    more = (
        '[[due]]\nat = 2026-05-06T12:00:00Z\nsections = ["direct"]\nlate = { penalty_percent = 50, cut_off_days = 1 }\n'
    )
    settings = read_class(class_file(tmp_path, CLASS.replace("[learners]", f"{more}[learners]")))
    start, direct = settings.due_of("start"), settings.due_of("direct")
    assert start is not None and start.at.day == 4 and start.rule.percent == 10 and start.rule.cut_off is None
    assert direct is not None and direct.at == datetime(2026, 5, 6, 12, tzinfo=UTC)
    assert direct.rule.percent == 50 and direct.rule.cut_off == timedelta(days=1)


def test_labs_out_leaves_them_out_of_what_counts(tmp_path: Path) -> None:
    assert "direct.lab" not in read_class(class_file(tmp_path)).exercises()
    assert "direct.lab" in read_class(class_file(tmp_path, labs="labs = true")).exercises()


def test_five_questions_write_a_class_that_reads_back(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text('Name;Email\n"Änne ""A"" Öz";aenne@example.org\n', "utf-8-sig")
    asked = iter(["My class", "start sqz", "start, sqs", "maybe", "no", "soon", "2026-05-04 18:00", "", str(roster)])
    questions: list[str] = []

    def question(text: str) -> str:
        questions.append(text)
        return next(asked)

    answers = ask(Answers("X"), question)
    assert answers.roster is None and next(asked) == str(roster)
    assert {text[:6] for text in questions} == {f"{number} of 5" for number in range(1, 6)}
    made = write_class(tmp_path, Answers(answers.name, answers.sections, answers.labs, answers.due, roster))
    assert (made.name, made.sections, made.labs) == ("My class", ("start", "sqs"), False)
    assert made.due[0].at == datetime(2026, 5, 4, 18, tzinfo=UTC)
    assert made.learners["aenne"].name == 'Änne "A" Öz'
    assert find_class(tmp_path) == made


def test_a_class_file_is_not_written_over_without_being_told_to(tmp_path: Path) -> None:
    class_file(tmp_path)
    with pytest.raises(ClassFileError, match="--force"):
        write_class(tmp_path, Answers("X"))
    assert (tmp_path / "class.toml").read_text("utf-8").strip() == CLASS.strip()


def test_the_command_says_what_is_wrong_and_returns_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["class", "show"]) == 1
    assert "There is no class.toml here or above" in capsys.readouterr().err
    assert main(["class", "new", "--yes", "--sections", "start,direct", "--due", "2026-05-04"]) == 0
    assert main(["class", "show", "--class", str(tmp_path)]) == 0
    assert "2 sections with labs" in capsys.readouterr().out
    assert main(["class", "new", "--yes", "--due", "soon"]) == 2


@pytest.mark.parametrize(
    ("text", "name", "moodle", "canvas", "identity"),
    [
        ("name,email\nAda Lovelace,ada@example.org\n", "Ada Lovelace", "", "", "ada"),
        ("Identifier,Full name,Email address,Status\nParticipant 101,Ada Lovelace,ada@x.org,No\n",
         "Ada Lovelace", "101", "", "ada"),
        ("Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n\"Lovelace, Ada\",5001,,ada1,L\n",
         "Ada Lovelace", "", "5001", "ada1"),
        ("First name\tLast name\tUsername\nAda\tLovelace\tal\n", "Ada Lovelace", "", "", "al"),
        ("Vorname;Nachname;E-Mail-Adresse\nAda;Lovelace;ada@x.org\n", "Ada Lovelace", "", "", "ada"),
    ],
)  # fmt: skip
def test_any_systems_table_is_a_roster(
    tmp_path: Path, text: str, name: str, moodle: str, canvas: str, identity: str
) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(text, "utf-8")
    (found,) = read_roster(path)
    assert (found.name, found.moodle, found.canvas, found.id) == (name, moodle, canvas, identity)


def test_a_submission_finds_its_learner_by_number_and_by_name_in_any_form(tmp_path: Path) -> None:
    learners = read_class(class_file(tmp_path)).learners
    for name, ids in (
        ("nobody", {"moodle": "101"}),
        ("nobody", {"canvas": "5001"}),
        ("Ada Lovelace", {}),
        ("lovelaceada", {}),
        ("Lovelace, Ada", {}),
        ("ada_lovelace", {}),
        ("ADA@example.org", {}),
    ):
        found = owner(learners, name, ids)
        assert found is not None and found.id == "ada", (name, ids)
    assert owner(learners, "Grace Hopper", {}) is None
