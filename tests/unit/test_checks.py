"""How the steps of a check run and add up."""

from __future__ import annotations

import pytest

from lambda_workshop.checks import CheckResult, Exercise, NotAttempted, NotYet, Option, Passed, Question, Status
from lambda_workshop.checks.exercise import named_cause
from lambda_workshop.checks.handler import handler_from
from lambda_workshop.checks.result import MIME_TYPE
from lambda_workshop.checks.runner import run_check
from lambda_workshop.cloud import Cloud

HINTS = ("think about this for a while", "look at that part of it", "it is almost exactly this")


def no_cloud() -> Cloud:
    raise ConnectionError("nothing answers")


def run(exercise: Exercise, work: object = None) -> CheckResult:
    return run_check(exercise, "sqs", cloud=no_cloud, work=work)


def exercise_with(*outcomes: object) -> Exercise:
    """An exercise whose steps each need the one before, and end as told."""
    exercise = Exercise("wire", "Wire it", 6, HINTS)
    for number, outcome in enumerate(outcomes):

        def step(outcome: object = outcome) -> object:
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        namespace: dict[str, object] = {"run": step}
        needed = f"step_{number - 1}" if number else ""
        exec(f"def step_{number}({needed}): return run()", namespace)
        exercise.step(f"Step {number}")(namespace[f"step_{number}"])  # type: ignore[type-var]
    return exercise


def test_behind_a_failed_step_the_others_are_blocked_and_earlier_points_stay() -> None:
    result = run(exercise_with("value", NotYet("found", expected="wanted", advice="do this"), "never"))
    assert [step.status for step in result.steps] == [Status.PASSED, Status.NOT_YET, Status.BLOCKED]
    assert (result.status, result.points, result.max_points) == (Status.NOT_YET, 2, 6)


def test_nothing_done_is_not_attempted_and_worth_nothing() -> None:
    result = run(exercise_with(NotAttempted("nothing there"), "never"))
    assert (result.status, result.points) == (Status.NOT_ATTEMPTED, 0)
    assert [step.status for step in result.steps] == [Status.NOT_ATTEMPTED]


def test_an_error_of_the_check_is_never_the_learners() -> None:
    result = run(exercise_with("value", ZeroDivisionError("ours")))
    assert result.status is Status.UNAVAILABLE
    assert "not your mistake" in str(result)
    assert "ZeroDivisionError" in str(result)


def test_a_dead_backend_could_not_be_checked() -> None:
    exercise = Exercise("wire", "Wire it", 1, HINTS)

    @exercise.step("It is there")
    def there(cloud: Cloud) -> None:
        raise AssertionError("not reached")

    result = run(exercise)
    assert result.status is Status.UNAVAILABLE
    assert "nothing answers" in str(result)


def test_a_message_tells_verdict_finding_expectation_and_advice_in_this_order() -> None:
    text = str(run(exercise_with(NotYet("FOUND", expected="WANTED", advice="ADVICE", evidence="PROBE"))))
    places = [text.index(word) for word in ("Not yet", "FOUND", "WANTED", "ADVICE", "PROBE")]
    assert places == sorted(places)


def test_a_result_is_complete_as_text_as_html_and_as_data() -> None:
    result = run(exercise_with(Passed(1, found="<b>seen</b>"), NotYet("`x` & y", evidence="<script>")))
    bundle = result._repr_mimebundle_()
    assert "<b>seen</b>" in bundle["text/plain"]
    assert "&lt;b&gt;seen" in bundle["text/html"]
    assert "<code>x</code> &amp; y" in bundle["text/html"]
    assert "<script>" not in bundle["text/html"]
    assert bundle[MIME_TYPE]["steps"][1]["status"] == "not_yet"


def test_a_step_may_not_need_what_no_step_before_gives() -> None:
    exercise = Exercise("wire", "Wire it", 1, HINTS)
    with pytest.raises(ValueError, match="queue"):
        exercise.step("It is there")(lambda queue: queue)


def question() -> Exercise:
    options = {"a": Option("one", "because of this"), "b": Option("two", "as it should be", correct=True)}
    return Question("predict", title="Which", points=1, hints=HINTS, text="Which one?", options=options)


@pytest.mark.parametrize(
    ("work", "status", "told"),
    [
        ("b", Status.PASSED, "as it should be"),
        (" B ", Status.PASSED, "as it should be"),
        ("a", Status.NOT_YET, "because of this"),
        (None, Status.NOT_ATTEMPTED, 'one of "a", "b"'),
        ("z", Status.NOT_YET, "not one of the choices"),
        (2, Status.NOT_YET, "not one of the choices"),
        ({"a": 1}, Status.NOT_YET, "not one of the choices"),
    ],
)
def test_every_answer_to_a_question_gets_its_own_words(work: object, status: Status, told: str) -> None:
    result = run(question(), work)
    assert result.status is status
    assert told in str(result)


def test_a_question_has_one_right_answer() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Question("q", title="t", points=1, hints=HINTS, text="?", options={"a": Option("one", "why")})


class Unshown:
    """What cannot be printed, compared or counted."""

    def __repr__(self) -> str:
        raise RuntimeError("no")

    __str__ = __repr__

    def __bool__(self) -> bool:
        raise RuntimeError("no")


def nested(depth: int) -> object:
    """A list in a list in a list."""
    found: object = "a"
    for _ in range(depth):
        found = [found]
    return found


@pytest.mark.parametrize(
    "work",
    ["\0", "a\0", "<script>alert(1)</script>", "\ud800", "\x1b[31ma", "a" * 1_000_000, b"a", 10**5000, float("nan"),
     float("inf"), True, [], {"a": 1}, nested(100_000), Unshown(), [Unshown()], Unshown, lambda: "a"],
    ids=lambda work: type(work).__name__,
)  # fmt: skip
def test_an_answer_that_is_no_letter_is_told_in_a_sentence(work: object) -> None:
    with pytest.raises(NotYet) as caught:
        named_cause(work, {"a": Option("one", "right", correct=True)})
    assert "is not one of the choices" in caught.value.found
    assert len(caught.value.found) < 120


@pytest.mark.parametrize("source", ["\ud800", "def handler(event, context):\n    return '\0'\n"], ids=["half", "NUL"])
def test_a_source_that_no_file_may_hold_is_told_in_a_sentence(source: str) -> None:
    with pytest.raises(NotYet, match="characters that no file"):
        handler_from(source, "sqs.handle")


@pytest.mark.parametrize("source", ["(" * 100_000, "x = " + "-" * 100_000 + "1", "[" * 5000 + "]" * 5000])
def test_a_source_that_nests_too_deeply_for_python_ends_no_check(source: str) -> None:
    assert handler_from(source, "sqs.handle").source == source
