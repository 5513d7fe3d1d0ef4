"""A submitted notebook is read beside the one that was handed out, whatever was done to it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from corpus import notebook

from lambda_workshop.answers.answer import answers
from lambda_workshop.authoring.build import generated
from lambda_workshop.authoring.cells import transform
from lambda_workshop.authoring.section import Section, all_sections, load
from lambda_workshop.grading.grade import NoticeKind
from lambda_workshop.grading.reading import ReadNotebook, lab_fingerprint, read_notebook
from lambda_workshop.grading.suspicion import suspicious_lines

SQS = load("sqs")


def read(document: Any) -> ReadNotebook:
    return read_notebook(json.dumps(document), SQS)


def checks(found: ReadNotebook) -> list[str | None]:
    return [cell.exercise for cell in found.cells if cell.role == "check"]


def place(document: Any, identity: str) -> int:
    return next(number for number, cell in enumerate(document["cells"]) if cell["id"] == identity)


@pytest.mark.parametrize(
    "section", [section for section in all_sections() if section.has_notebook], ids=lambda section: section.id
)
def test_an_honest_notebook_has_nothing_to_say(section: Section) -> None:
    document = notebook(section.id)
    found = read_notebook(json.dumps(document), section)
    assert found.notices == ()
    assert checks(found) == [f"{section.id}.{item.name}" for item in section.exercises()]
    assert [cell.source for cell in found.cells] == [cell.source for cell in document.cells if cell.cell_type == "code"]


def test_the_starter_has_no_fingerprints_and_layout_makes_no_difference() -> None:
    assert set(read(notebook("sqs", solved=False)).fingerprints.values()) == {""}
    solved = notebook("sqs")
    other = copy.deepcopy(solved)
    other["cells"][place(other, "sqs-handle-answer")]["source"] += "\n\n# my own work\n"
    assert read(solved).fingerprints == read(other).fingerprints
    assert all(read(solved).fingerprints.values())


def test_a_labs_handler_has_a_fingerprint_of_its_own() -> None:
    source = (SQS.folder / "lab" / "handler.py").read_text("utf-8")
    starter, solved = transform(source, solution=False), transform(source, solution=True)
    assert lab_fingerprint(starter, SQS) == lab_fingerprint("", SQS) == ""
    assert lab_fingerprint(solved, SQS) == lab_fingerprint(f"{solved}\n\n# mine\n", SQS) != ""


def test_a_changed_check_runs_as_it_was_handed_out_and_is_told() -> None:
    document = notebook("sqs")
    document["cells"][place(document, "sqs-wire-check")]["source"] = "99"
    found = read(document)
    assert next(cell.source for cell in found.cells if cell.exercise == "sqs.wire" and cell.role == "check") == (
        "sqs.wire.check()"
    )
    assert any(notice.exercise == "sqs.wire" and "changed" in notice.text for notice in found.notices)


def test_a_deleted_check_is_put_back_behind_its_exercise() -> None:
    document = notebook("sqs")
    del document["cells"][place(document, "sqs-wire-check")]
    found = read(document)
    assert checks(found) == ["sqs.predict", "sqs.handle", "sqs.wire", "sqs.debug"]
    number = next(index for index, cell in enumerate(found.cells) if cell.exercise == "sqs.wire" and cell.index == -1)
    assert found.cells[number - 1].exercise == "sqs.wire"
    assert any("deleted" in notice.text for notice in found.notices)


def test_an_exercise_without_a_cell_left_is_checked_in_its_place() -> None:
    document = notebook("sqs")
    document["cells"] = [
        cell
        for cell in document["cells"]
        if cell["metadata"].get("lambda_workshop", {}).get("exercise") != "sqs.handle"
    ]
    assert checks(read(document)) == ["sqs.predict", "sqs.handle", "sqs.wire", "sqs.debug"]


def test_a_copied_check_runs_once_where_the_last_one_stands() -> None:
    document = notebook("sqs")
    check = copy.deepcopy(document["cells"][place(document, "sqs-handle-check")])
    document["cells"].append(check)
    found = read(document)
    assert checks(found) == ["sqs.predict", "sqs.wire", "sqs.debug", "sqs.handle"]
    assert any("2 times" in notice.text for notice in found.notices)


def test_reordered_cells_run_in_the_learners_order_and_are_told() -> None:
    document = notebook("sqs")
    first, second = place(document, "sqs-predict-answer"), place(document, "sqs-handle-answer")
    document["cells"][first], document["cells"][second] = document["cells"][second], document["cells"][first]
    found = read(document)
    assert any("another order" in notice.text for notice in found.notices)


def test_cells_without_ids_are_known_by_their_metadata_or_by_their_text() -> None:
    document = notebook("sqs")
    for cell in document["cells"]:
        del cell["id"]
    document["nbformat_minor"] = 2
    assert checks(read(document)) == ["sqs.predict", "sqs.handle", "sqs.wire", "sqs.debug"]
    for cell in document["cells"]:
        cell["metadata"] = {}
    assert checks(read(document)) == ["sqs.predict", "sqs.handle", "sqs.wire", "sqs.debug"]


def test_answers_that_lost_id_and_metadata_are_known_by_their_place() -> None:
    document = notebook("sqs")
    for cell in document["cells"]:
        cell["id"], cell["metadata"] = "", {}
    found, untouched = read(document), read(notebook("sqs"))
    assert [(cell.exercise, cell.role) for cell in found.cells] == [
        (cell.exercise, cell.role) for cell in untouched.cells
    ]
    assert found.fingerprints == untouched.fingerprints
    assert not any("times" in notice.text or "deleted" in notice.text for notice in found.notices)


def test_two_answers_of_one_exercise_that_lost_their_ids_are_no_copies() -> None:
    document = notebook("sqs")
    for number, cell in enumerate(document["cells"]):
        cell["id"] = f"new-{number}"
    found = read(document)
    assert found.fingerprints == read(notebook("sqs")).fingerprints
    assert {notice.text for notice in found.notices} == {
        f"a cell of sqs.{name} has lost its id" for name in ("predict", "handle", "wire", "debug")
    }


def test_a_split_answer_stays_in_its_exercise() -> None:
    document = notebook("sqs")
    number = place(document, "sqs-handle-answer")
    lines = document["cells"][number]["source"].splitlines(keepends=True)
    second = {"cell_type": "code", "id": "split", "metadata": {}, "source": "".join(lines[2:]), "outputs": []}
    document["cells"][number]["source"] = "".join(lines[:2])
    document["cells"].insert(number + 1, second)
    assert next(cell for cell in read(document).cells if cell.identity == "split").exercise == "sqs.handle"


def test_an_answer_merged_with_its_check_is_checked_by_the_handed_out_one() -> None:
    document = notebook("sqs")
    answer, check = place(document, "sqs-handle-answer"), place(document, "sqs-handle-check")
    document["cells"][answer]["source"] += "\n" + document["cells"][check]["source"]
    del document["cells"][check]
    found = read(document)
    assert checks(found) == ["sqs.predict", "sqs.handle", "sqs.wire", "sqs.debug"]
    assert next(cell.index for cell in found.cells if cell.exercise == "sqs.handle" and cell.role == "check") == -1


def test_what_stands_in_a_deleted_checks_place_is_the_learners_own() -> None:
    document = notebook("sqs")
    number = place(document, "sqs-wire-check")
    document["cells"][number] = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "x = 1", "outputs": []}
    found = read(document)
    assert any(cell.source == "x = 1" for cell in found.cells)
    assert checks(found) == ["sqs.predict", "sqs.handle", "sqs.wire", "sqs.debug"]


def test_a_byte_order_mark_and_another_format_number_do_not_matter() -> None:
    document = notebook("sqs")
    document["nbformat"], document["nbformat_minor"] = 5, 99
    found = read_notebook("\ufeff" + json.dumps(document), SQS)
    assert len(found.cells) == len(read(notebook("sqs")).cells)
    assert ["format 5" in notice.text for notice in found.notices] == [True]


def test_a_suspicious_line_is_quoted_with_its_cell() -> None:
    document = notebook("sqs")
    number = place(document, "sqs-wire-answer")
    document["cells"][number]["source"] += "\nimport ctypes"
    (notice,) = read(document).notices
    assert (notice.kind, notice.exercise) == (NoticeKind.SUSPICIOUS, "sqs.wire")
    assert notice.text == f"cell {number + 1} reaches below Python: `import ctypes`"


def test_thousands_of_suspicious_lines_are_told_in_a_few_notices() -> None:
    document = notebook("sqs")
    document["cells"][place(document, "sqs-wire-answer")]["source"] = "\n".join(
        f"import ctypes as c{number}" for number in range(5_000)
    )
    assert len(read(document).notices) < 50


def test_a_cell_of_a_megabyte_is_cut_and_told() -> None:
    document = notebook("sqs")
    document["cells"][place(document, "sqs-wire-answer")]["source"] = "x = 1\n" * 200_000
    found = read(document)
    assert max(len(cell.source) for cell in found.cells) == 200_000
    assert any("longer" in notice.text for notice in found.notices)


def test_a_learners_own_cell_within_an_exercise_counts_to_it() -> None:
    document = notebook("sqs")
    own = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "while True: pass", "outputs": []}
    document["cells"].insert(place(document, "sqs-handle-check"), own)
    found = read(document)
    assert next(cell.exercise for cell in found.cells if cell.identity == "mine") == "sqs.handle"


def test_a_cell_that_claims_another_exercise_is_what_was_handed_out() -> None:
    document = notebook("sqs")
    cell = document["cells"][place(document, "sqs-predict-answer")]
    cell["metadata"]["lambda_workshop"] = {"exercise": "sqs.wire", "role": "check"}
    found = read(document)
    assert checks(found) == ["sqs.predict", "sqs.handle", "sqs.wire", "sqs.debug"]
    assert any("metadata" in notice.text for notice in found.notices)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "7", '{"cells": 7}', '{"cells": [7, null, {"cell_type": "code"}]}', '{"worksheets": [{}]}',
     '{"cells": [{"cell_type": "code", "source": [1, 2], "metadata": [], "id": 7}]}', "[" * 100_000],
)  # fmt: skip
def test_nonsense_is_read_as_far_as_it_goes(text: str) -> None:
    found = read_notebook(text, SQS)
    assert all(cell.role != "answer" for cell in found.cells)
    assert any(notice.kind is NoticeKind.DAMAGED for notice in found.notices)


def test_a_notebook_of_format_3_is_read() -> None:
    solved = notebook("sqs")
    cells = [
        {
            "cell_type": "code",
            "input": cell["source"],
            "metadata": cell["metadata"],
            "outputs": [],
            "language": "python",
        }
        for cell in solved["cells"]
        if cell["cell_type"] == "code"
    ]
    found = read({"nbformat": 3, "worksheets": [{"cells": cells}], "metadata": {}})
    assert checks(found) == ["sqs.predict", "sqs.handle", "sqs.wire", "sqs.debug"]


@pytest.mark.parametrize(
    "line",
    [
        "import ctypes",
        "import os; os.kill(1, 9)",
        "from os import kill; kill(1, 9)",
        "import subprocess",
        "import sys; sys._getframe(1)",
        "import lambda_workshop.notebook.lesson as lesson; lesson.Lesson.check = None",
        "import boto3; boto3.client = None",
        "import botocore.client as c; setattr(c.BaseClient, 'x', 1)",
        "open('/proc/1/environ')",
        "open('solutions/11_sqs.ipynb')",
        "print({'application/vnd.lambda-workshop.work+json': 1})",
        "import os; os.environ['WORKSHOP_SECRET']",
        "open('progress.jsonl', 'a')",
        "from pathlib import Path; Path('..', 'solutions', 'x')",
        "__import__('ctypes')",
        "import importlib; importlib.import_module('gc')",
        "from lambda_workshop import checks",
        "from lambda_workshop.sections.sqs import checks_wire",
        "import lambda_workshop; lambda_workshop.checks",
        "vars(boto3)['client'] = 1",
        "import boto3; boto3.__dict__['client'] = 1",
        "import boto3; boto3.client: object = 1",
        "import lambda_workshop; del lambda_workshop.lesson",
        "import sys; sys.modules['boto3'] = 1",
        "from unittest.mock import patch; patch('boto3.client')",
        "import urllib.request as u; u.urlopen('http://evil.example/x')",
        "import os; os.execv('/bin/sh', [])",
        "exec(base64.b64decode(text))",
        "get_ipython().system('kill 1')",
        "!cat /etc/passwd",
        "out = !kill 1",
        "%%bash\nkill 1",
        "%time import ctypes",
        "%matplotlib inline\nimport ctypes",
        "def f(:\nimport ctypes",
        "SOURCE = 'import ctypes\\n'",
    ],
)
def test_what_no_exercise_needs_is_seen(line: str) -> None:
    assert list(suspicious_lines(line))


@pytest.mark.parametrize(
    "line",
    [
        "!pip install pillow",
        "%pip install pillow",
        "%timeit x = 1",
        "print?",
        "source = 'x = 1'\nexec(compile(source, '<handler>', 'exec'))",
        "from urllib.request import urlopen; urlopen('http://127.0.0.1:4566/x'); urlopen(address)",
        "from lambda_workshop import lesson\nfrom lambda_workshop.sections.sqs.panel import send_jobs",
        "bucket = 'solutions'",
        "s3.put_object(Key='inspect/gc.txt')",
    ],
)
def test_what_an_honest_learner_writes_is_not_suspicious(line: str) -> None:
    assert list(suspicious_lines(line)) == []


def test_no_answer_of_the_course_looks_suspicious() -> None:
    for section in all_sections():
        for answer in answers(section):
            assert list(suspicious_lines(answer.program())) == [], answer
    for path, content in generated(all_sections()).items():
        if path.suffix == ".py" and path.parts[0] == "solutions":
            assert list(suspicious_lines(transform(content.decode(), solution=True))) == [], path
