"""A submitted notebook is read beside the one that was handed out, whatever was done to it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from corpus import notebook

from lambda_workshop.build import generated
from lambda_workshop.cells import transform
from lambda_workshop.grading.grade import NoticeKind
from lambda_workshop.grading.reading import ReadNotebook, read_notebook
from lambda_workshop.grading.suspicion import suspicious_lines
from lambda_workshop.section import Section, all_sections, load

SQS = load("sqs")


def read(document: Any) -> ReadNotebook:
    return read_notebook(json.dumps(document), SQS)


def checks(found: ReadNotebook) -> list[str | None]:
    return [cell.exercise for cell in found.cells if cell.role == "check"]


def place(document: Any, identity: str) -> int:
    return next(number for number, cell in enumerate(document["cells"]) if cell["id"] == identity)


@pytest.mark.parametrize("section", all_sections(), ids=str)
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
    ],
)
def test_what_no_exercise_needs_is_seen(line: str) -> None:
    assert list(suspicious_lines(line))


def test_no_answer_of_the_course_looks_suspicious() -> None:
    for section in all_sections():
        for path in sorted(section.folder.glob("right/*.py")):
            assert list(suspicious_lines(path.read_text("utf-8"))) == [], path
    for path, content in generated(all_sections()).items():
        if path.suffix == ".py" and path.parts[0] == "solutions":
            assert list(suspicious_lines(transform(content.decode(), solution=True))) == [], path
