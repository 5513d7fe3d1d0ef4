"""Hints, solutions and packages, as a learner calls them."""

from __future__ import annotations

import io
import linecache
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from lambda_workshop.authoring.section import load
from lambda_workshop.backends.choose import Choice
from lambda_workshop.checks import CheckResult
from lambda_workshop.cloud import Cloud
from lambda_workshop.notebook.exercise import LessonExercise
from lambda_workshop.notebook.lesson import Lesson
from lambda_workshop.notebook.packaging import PackageError, package
from lambda_workshop.progress import Progress


def no_cloud() -> Cloud:
    raise AssertionError("a question needs no backend")


@pytest.fixture
def predict(tmp_path: Path) -> LessonExercise:
    section = load("sqs")
    return LessonExercise(section.exercises()[0], section, no_cloud, tmp_path)


def test_hints_come_one_by_one_and_then_stay(predict: LessonExercise) -> None:
    seen = [str(predict.hint()) for _ in range(4)]
    assert ["1 of 3" in seen[0], "2 of 3" in seen[0]] == [True, False]
    assert "1 of 3" in seen[1]
    assert "2 of 3" in seen[1]
    assert "3 of 3" in seen[2]
    assert seen[2] == seen[3]


def test_the_solution_opens_after_three_hints(predict: LessonExercise) -> None:
    assert 'answer = "b"' not in str(predict.solution())
    for _ in range(3):
        predict.hint()
    assert 'answer = "b"' in str(predict.solution())


def test_the_solution_opens_after_three_failures_and_not_for_calls_without_work(predict: LessonExercise) -> None:
    for _ in range(5):
        predict.check(None)
    for _ in range(2):
        predict.check("a")
    assert "2 so far" in str(predict.solution())
    predict.check("c")
    assert 'answer = "b"' in str(predict.solution())


def test_a_revealed_solution_is_noted(predict: LessonExercise, tmp_path: Path) -> None:
    assert 'answer = "b"' in str(predict.solution(reveal=True))
    assert Progress(tmp_path).standings()["sqs", "predict"].revealed


@pytest.mark.parametrize(
    ("exercise", "anew"),
    [("predict", ""), ("handle", ""), ("wire", "sqs.wire.reset()"), ("debug", "sqs.debug.start()")],
)
def test_a_solution_says_how_to_begin_anew_where_something_may_be_in_its_way(
    tmp_path: Path, exercise: str, anew: str
) -> None:
    section = load("sqs")
    found = next(item for item in section.exercises() if item.name == exercise)
    shown = str(LessonExercise(found, section, no_cloud, tmp_path).solution(reveal=True))
    assert ("begin anew" in shown) == bool(anew)
    assert anew in shown


def test_passing_opens_the_solution_and_is_kept(predict: LessonExercise, tmp_path: Path) -> None:
    result = predict.check("b")
    assert isinstance(result, CheckResult)
    assert result.passed
    assert 'answer = "b"' in str(predict.solution())
    assert not Progress(tmp_path).standings()["sqs", "predict"].revealed


def test_nbgrader_gets_points(predict: LessonExercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert predict.check("b") == 1.0
    assert predict.check("a") == 0.0


def test_progress_that_cannot_be_written_does_not_stop_a_check(predict: LessonExercise, tmp_path: Path) -> None:
    (tmp_path / "progress.jsonl").mkdir()
    result = predict.check("b")
    assert isinstance(result, CheckResult)
    assert result.passed
    assert "could not be written" in str(predict.hint())


def cell(source: str) -> Callable[..., Any]:
    """The function `handler` of a cell with this text."""
    name = f"<cell {hash(source)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    names: dict[str, Any] = {}
    exec(compile(source, name, "exec"), names)
    found: Callable[..., Any] = names["handler"]
    return found


def test_the_whole_cell_is_the_file() -> None:
    source = "import json\n\nLIMIT = 3\n\n\ndef handler(event, context):\n    return json.dumps(LIMIT)\n"
    content = package(cell(source), {"more.txt": "text"}, lesson_names=frozenset({"sqs"}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("index.py").decode() == source
        assert archive.read("more.txt") == b"text"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def handler(event, context):\n    return json.dumps(event)\n", "`json` is not defined in the cell"),
        ("def handler(event, context):\n    return sqs.events\n", "does not exist in the cloud"),
        ("from os.path import *\n\n\ndef handler(event, context):\n    return join('a')\n", "hides what"),
    ],
)
def test_what_the_cloud_would_not_have_is_told_before_it_is_deployed(source: str, told: str) -> None:
    with pytest.raises(PackageError, match=told):
        package(cell(source), {}, lesson_names=frozenset({"sqs"}))


def test_names_of_a_handlers_own_are_no_problem() -> None:
    source = (
        "import os.path as place\n\n\n"
        "def handler(event, context):\n"
        "    global seen\n"
        "    seen = [x for x in event if (y := x)]\n"
        "    try:\n        return place.join(*seen)\n"
        "    except Exception as error:\n        return str(error)\n"
        "    match event:\n        case {'a': found, **rest}:\n            return found, rest\n"
    )
    assert package(cell(source), {}, lesson_names=frozenset({"sqs"}))


class Moto:
    """A backend whose session is boto3's own, with moto behind it."""

    def session(self) -> Any:
        return boto3.Session("test", "test", region_name="us-east-1")


def test_lambda_may_call_another_file_of_the_package_than_the_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    backend: Any = Moto()
    opened = Lesson(load("sqs"), choice=Choice(backend, ""))
    answer = cell("def handler(event, context):\n    return event\n")
    with mock_aws():
        made = opened.client("iam").create_role(RoleName="inkwell-sqs-role", AssumeRolePolicyDocument="{}")
        role, files = made["Role"]["Arn"], {"room.py": "from index import handler\n"}
        for entry, called in (("room.handler", "room.handler"), ("", "index.handler")):
            opened.deploy("inkwell-sqs-room", answer, role=role, files=files, entry=entry)
            found = opened.client("lambda").get_function_configuration(FunctionName="inkwell-sqs-room")
            assert found["Handler"] == called


def test_a_panel_takes_its_own_options_and_no_others() -> None:
    opened = Lesson(load("alexa-skill"))
    assert "Wire it" in opened.panel(model=None).children[-1].value
    with pytest.raises(TypeError):
        opened.panel(modle=None)
