"""Groups of cases through a handler: in one environment, judged one by one, told with their cause."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from lambda_workshop.checks import CheckResult, Passed, Status, Step
from lambda_workshop.checks.runner import run_check
from lambda_workshop.cloud import Cloud
from lambda_workshop.verify import Case, Handle, Trial, difference, leaked, same

HINTS = ("think about this for a while", "look at that part of it", "it is almost exactly this")
SOLUTION = """
def handler(event, context):
    if "n" not in event:
        raise ValueError(f"{event['id']} has no number")
    print(f"doubled {event['id']}")
    return event["n"] * 2
"""


def no_cloud() -> Cloud:
    raise AssertionError("a handler needs no backend")


def doubling() -> Handle:
    handle = Handle(title="Double it", points=3, hints=HINTS, what="the double", lost=", so nothing is doubled")

    @handle.cases("One is doubled", advice="multiply by two")
    def first() -> Iterator[Case]:
        yield Case({"id": "a", "n": 1}, 2, lines=("doubled a",), secrets=("Ada",))

    @handle.cases("So are others", advice="take `n` from each event")
    def others(random: Random) -> Iterator[tuple[dict[str, object], int]]:
        for number in (0, -1, random.randint(2, 9)):
            yield {"id": "b", "n": number}, number * 2

    @handle.cases("What has no number is an error that names it", advice="name the id")
    def odd() -> Iterator[Case]:
        yield Case({"id": "J-7"}, raises=("J-7",))

    @handle.step("The third group ran as well")
    def again(others: list[Trial]) -> Passed:
        return Passed(found=f"{len(others)} trials")

    handle.keeps_secrets("Nobody is named", found="the log names `{}`")
    return handle


def check(source: str, handle: Handle | None = None) -> CheckResult:
    return run_check(handle or doubling(), "sqs", cloud=no_cloud, work=source)


def failed(result: CheckResult) -> Step:
    return next(step for step in result.steps if step.status is Status.NOT_YET)


def test_a_right_handler_passes_every_group() -> None:
    result = check(SOLUTION)
    assert result.passed, str(result)
    assert [step.actual for step in result.steps] == [
        "as it should be",
        "all 3 are as they should be",
        "as it should be",
        "3 trials",
        "nothing of it is in 5 logs",
    ]


def test_all_groups_share_one_environment_in_their_order() -> None:
    result = check(
        "seen = []\n" + SOLUTION.replace("    return", "    seen.append(event)\n    return len(seen) * 2 or")
    )
    assert failed(result).text == "So are others", str(result)
    assert "the double is `4`" in str(result)


def test_a_group_after_a_failed_first_one_earns_nothing() -> None:
    result = check("def handler(event, context):\n    raise ValueError(str(event))\n")
    assert result.points == 0
    assert [step.status for step in result.steps][1:] == [Status.BLOCKED] * 4
    assert 'waits for: "One is doubled"' in str(result)


@pytest.mark.parametrize(
    ("source", "found", "advice"),
    [
        (SOLUTION.replace("* 2", "* 3"), "the double is `3`", "multiply by two"),
        (SOLUTION.replace("* 2", "* two"), "NameError: name 'two' is not defined`, so nothing", "in the handler's own"),
        ("import nowhere\n" + SOLUTION, "No module named 'nowhere'", "must be in the package"),
        ("def handler(event, context)\n    ...", "Syntax error in module", "mend the syntax error"),
        (
            "def handler(e, c):\n    while True: pass",
            "timed out",
            "waits for",
        ),
        (SOLUTION.replace("def handler", "def other"), "Handler 'handler' missing", "let the setting `Handler`"),
        (SOLUTION.replace("print(", "str("), "no line `doubled a` in the log", "multiply by two"),
        (SOLUTION.replace("print(f", "print('doubled a')\n    print(f"), "2 lines `doubled a`", "multiply by two"),
        (
            SOLUTION.replace("{event['id']} has", "it has"),
            "the error says `ValueError: it has no number`",
            "name the id",
        ),
        (SOLUTION.replace('raise ValueError(f"{', 'return (f"{'), "Lambda takes this for success", "name the id"),
        (SOLUTION.replace("doubled", "Ada, doubled"), "no line `doubled a`", "multiply"),
        (SOLUTION.replace("return", "print('Ada')\n    return"), "the log names `Ada`", "print single fields"),
    ],
)
def test_what_went_wrong_is_told_with_its_own_advice(source: str, found: str, advice: str) -> None:
    handle = doubling()
    object.__setattr__(handle, "timeout", 0.5)
    result = check(source, handle)
    step = failed(result)
    assert found in step.actual, str(result)
    assert advice in step.advice, str(result)
    assert step.evidence
    assert step.actual != step.expected


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (0, None, False),
        ("5", 5, False),
        ([1, 2], [2, 1], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ([True], [1], False),
        ({"a": {"b": [1, "2"]}}, {"a": {"b": [1, 2]}}, False),
    ],
)
def test_values_are_compared_as_json_tells_them_apart(one: object, other: object, equal: bool) -> None:
    assert same(one, other) is equal
    assert (difference(one, other) is None) is equal


def test_what_is_found_and_what_is_wanted_never_read_the_same() -> None:
    random = Random(7)

    def value(depth: int = 0) -> object:
        kind = random.randrange(8 if depth < 3 else 6)
        if kind == 6:
            return [value(depth + 1) for _ in range(random.randrange(4))]
        if kind == 7:
            return {random.choice("abc"): value(depth + 1) for _ in range(random.randrange(4))}
        text = "x" * random.randrange(500)
        return (True, None, random.randrange(3), random.random(), str(random.randrange(3)), text)[kind]

    for _ in range(3000):
        found, wanted = value(), value()
        told = difference(found, wanted)
        assert told is None or told.found != told.wanted, (found, wanted)


def test_a_long_answer_is_shown_where_it_differs() -> None:
    wanted = [{"order": f"O-{number}", "note": "x" * 20} for number in range(50)]
    found = [dict(item) for item in wanted]
    found[33]["note"] = "y"
    told = difference(found, wanted)
    assert told is not None
    assert (told.place, told.found, told.wanted) == ('[33]["note"]', '"y"', f'"{"x" * 20}"')


def test_a_secret_is_seen_also_as_json_writes_it() -> None:
    assert leaked(["Zoë"], 'printed "Zo\\u00eb"') == "Zoë"
    assert leaked(["Zoë"], "printed Zoë") == "Zoë"
    assert leaked(['say "yes"'], '{"text": "say \\"yes\\""}') == 'say "yes"'
    assert leaked(["Zoë"], "printed Zoe") == ""
