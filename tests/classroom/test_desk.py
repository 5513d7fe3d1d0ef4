"""The grading desk: what it shows, who may see it, and that nothing changes but from its own page."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import made_class
import pytest
from desk_server import served
from made_grades import keep

from lambda_workshop.classroom.class_file import read_class
from lambda_workshop.classroom.desk.server import State
from lambda_workshop.classroom.marks import Marks


@dataclass
class Answer:
    """What the desk answered."""

    status: int
    text: str
    headers: http.client.HTTPMessage


@pytest.fixture
def grades(tmp_path: Path) -> Path:
    return made_class.make(tmp_path)


@pytest.fixture
def desk(grades: Path) -> Iterator[State]:
    with served(grades) as state:
        yield state


def ask(state: State, path: str, form: dict[str, str] | None = None, **changed: str | None) -> Answer:
    """Ask as the desk's own page does; `changed` are other headers (None: without), with _ for -."""
    headers: dict[str, str | None] = {"Host": f"127.0.0.1:{state.port}", "Cookie": f"desk={state.token}"}
    body = None
    if form is not None:
        body = urlencode({"token": state.token, **form})
        headers |= {"Origin": f"http://127.0.0.1:{state.port}", "Content-Type": "application/x-www-form-urlencoded"}
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    connection = http.client.HTTPConnection("127.0.0.1", state.port, timeout=30)
    connection.putrequest("GET" if form is None else "POST", path, skip_host=True)
    for name, value in headers.items():
        if value is not None:
            connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body.encode() if body is not None else None)
    found = connection.getresponse()
    answer = Answer(found.status, found.read().decode(), found.headers)
    connection.close()
    return answer


def marks(grades: Path) -> Marks:
    return Marks(grades, read_class(grades.parent / "class.toml"))


def points(grades: Path, learner: str) -> float:
    found = marks(grades).of(learner)
    assert found is not None
    return found.grade.points


OVERRIDE = {"learner": "dan", "exercise": "direct.handle", "points": "3", "why": "it does what was asked"}


def test_the_address_with_the_token_opens_it_once_and_leaves_the_token_out_of_addresses(desk: State) -> None:
    answer = ask(desk, f"/?token={desk.token}", Cookie=None)
    assert answer.status == 302 and answer.headers["Location"] == "/"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert ask(desk, "/", Cookie=cookie.partition(";")[0]).status == 200


@pytest.mark.parametrize("path", ["/", "/learner/ada", "/exercise/direct.wire", "/alike", "/alike/0", "/changes", "/x"])
def test_nobody_sees_it_without_the_token_or_under_another_name(desk: State, path: str) -> None:
    for changed in ({"Cookie": None}, {"Cookie": "desk=wrong"}, {"Host": "evil.example"}, {"Host": None}):
        answer = ask(desk, path, None, **changed)
        assert answer.status in (400, 403) and "Lovelace" not in answer.text, changed
    assert ask(desk, f"{path}?token=wrong", Cookie=None).status == 403


def test_nothing_changes_but_from_the_desks_own_page(desk: State, grades: Path) -> None:
    for changed in (
        {"Origin": "http://evil.example"},
        {"Origin": f"https://127.0.0.1:{desk.port}"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Origin": None},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Host": "evil.example"},
        {"Cookie": None},
    ):
        assert ask(desk, "/decide/points", OVERRIDE, **changed).status == 403, changed
    for form in (OVERRIDE | {"token": "wrong"}, OVERRIDE | {"token": ""}):
        assert ask(desk, "/decide/points", form).status == 403
    assert ask(desk, f"/decide/points?{urlencode(OVERRIDE)}").status == 405
    ask(desk, f"/decide/points?{urlencode(OVERRIDE | {'token': desk.token})}")
    assert marks(grades).decisions.every() == []


def test_no_page_lets_a_script_run_or_be_framed(desk: State) -> None:
    for path in ("/", "/learner/bob", "/nothing"):
        policy = ask(desk, path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "script-src" not in policy
    page = ask(desk, "/learner/bob").text
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_first_to_look_at_are_named_with_the_reasons(desk: State) -> None:
    page = ask(desk, "/").text
    first = page.partition("Look at these first")[2].partition("</ol>")[0]
    assert re.findall(r">([A-Z]\w+ \w+)</a>", first) == ["Cyd Charisse", "Bob Noyce", "Ada Lovelace"]
    assert "could not be graded: 13 points" in first and "a call that no exercise needs" in first
    assert "1.5 points fewer than in the run before" in first


def test_the_class_is_sorted_as_asked(desk: State) -> None:
    def names(sort: str) -> list[str]:
        table = ask(desk, f"/?sort={sort}").text.partition("<tbody>")[2].partition("</tbody>")[0]
        return re.findall(r'<th scope="row"><a[^>]*>(\w+)', table)

    assert names("name") == ["Ada", "Bob", "Cyd", "Dan", "Eve"]
    assert names("points") == ["Cyd", "Eve", "Bob", "Dan", "Ada"]
    assert names("look")[:3] == ["Cyd", "Bob", "Ada"]


def test_a_learners_page_has_the_cell_beside_the_checks_words_and_the_run_before(desk: State) -> None:
    page = ask(desk, "/learner/bob").text
    assert "KeyError: &#x27;pages&#x27;" in page and "summe += seite" in page
    assert "The run before gave 3, this one 1.5 of 3" in page and "3 hours late: 10 % less" in page
    assert ask(desk, "/learner/nobody").status == 404


def test_points_changed_at_the_desk_outlive_a_regrade_and_can_be_undone(desk: State, grades: Path) -> None:
    answer = ask(desk, "/decide/points", OVERRIDE | {"back": "/learner/dan"})
    assert answer.status == 303 and answer.headers["Location"].startswith(
        "/learner/dan?said=direct.handle%20is%20worth"
    )
    keep(grades, "dan", handle=0)
    assert points(grades, "dan") == 13
    page = ask(desk, "/learner/dan").text
    assert "3 points instead of 2: it does what was asked" in page
    ask(desk, "/decide/undo", {"number": "1", "why": "undone at the desk"})
    assert points(grades, "dan") == 10


def test_waivers_comments_and_time_are_taken(desk: State, grades: Path) -> None:
    ask(desk, "/decide/waive", {"exercise": "direct.predict", "why": "unclear"})
    ask(desk, "/decide/comment", {"learner": "eve", "exercise": "direct.wire", "why": "see page 3"})
    ask(desk, "/decide/time", {"learner": "bob", "minutes": "300", "section": "", "why": "a note"})
    assert points(grades, "bob") == 10.5 and "see page 3" in ask(desk, "/learner/eve").text
    assert "Counts for nobody: unclear" in ask(desk, "/").text
    ask(desk, "/decide/reports", {})
    assert "It counts for nobody: unclear." in (grades / "feedback" / "eve.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("points", OVERRIDE | {"points": "9"}),
        ("points", OVERRIDE | {"points": "three"}),
        ("points", OVERRIDE | {"why": " "}),
        ("points", OVERRIDE | {"exercise": "sqs.wire"}),
        ("waive", {"exercise": "nothing", "why": "x"}),
        ("undo", {"number": "7", "why": "x"}),
        ("time", {"learner": "ada", "minutes": "nan", "why": "x"}),
    ],
)
def test_what_cannot_be_decided_is_told_and_changes_nothing(
    desk: State, grades: Path, what: str, form: dict[str, str]
) -> None:
    answer = ask(desk, f"/decide/{what}", form | {"back": "/"})
    assert answer.status == 303 and "said=Not%20done." in answer.headers["Location"]
    assert marks(grades).decisions.every() == []


@pytest.mark.parametrize(
    "back", ["//evil.example/x", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_after_a_decision_one_stays_at_the_desk(desk: State, back: str) -> None:
    answer = ask(desk, "/decide/points", OVERRIDE | {"back": back})
    assert answer.headers["Location"].startswith("/?said=")


def test_hidden_names_are_on_no_page_and_in_no_address(desk: State) -> None:
    ask(desk, "/decide/anonymous", {})
    pages = {path: ask(desk, path).text for path in ("/", "/exercise/direct.handle", "/alike", "/alike/0", "/changes")}
    keys = set(re.findall(r'href="/learner/([^"#]+)', pages["/"]))
    assert len(keys) == 5
    pages |= {key: ask(desk, f"/learner/{key}").text for key in keys}
    for path, page in pages.items():
        shown = re.sub(r"<pre.*?</pre>", "", page, flags=re.S)
        for identity, name in made_class.NAMES.items():
            assert name not in shown and f">{identity}<" not in shown and f"/{identity}" not in shown, (path, name)
    assert ask(desk, "/learner/ada").status == 404
    ask(desk, "/decide/points", OVERRIDE | {"learner": next(iter(keys))})
    ask(desk, "/decide/anonymous", {})
    assert "Ada Lovelace" in ask(desk, "/").text and "points instead of" in "".join(
        ask(desk, f"/learner/{one}").text for one in made_class.NAMES
    )


def test_renamed_answers_are_side_by_side_with_what_they_share_marked(desk: State) -> None:
    assert "Ada Lovelace and Bob Noyce" in ask(desk, "/alike").text
    page = ask(desk, "/alike/0").text
    assert page.count("<mark>") >= 16 and "<mark>    # my own" not in page
    assert ask(desk, "/alike/99").status == 404


def test_what_the_last_run_changed_is_listed(desk: State) -> None:
    page = ask(desk, "/changes").text
    assert "Nothing is known: run workshop class preview" in page
    assert re.search(r"Dan Dare</th><td>direct.handle</td><td class=\"n\">1</td><td class=\"n\">2</td>", page)


def test_a_class_file_that_was_broken_meanwhile_is_told(desk: State, grades: Path) -> None:
    (grades.parent / "class.toml").write_text("name = 3", "utf-8")
    assert ask(desk, "/").status == 500
