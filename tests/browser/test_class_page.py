"""The class page in a browser: on a phone, by a keyboard, as a screen reader has it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lambda_workshop.checks import Status, Step
from lambda_workshop.grading.grade import ExerciseGrade, Grade
from lambda_workshop.grading.reports import write_reports
from lambda_workshop.grading.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of three learners, one of them with a name of one long word."""
    folder = tmp_path_factory.mktemp("grades")
    store = Store(folder)
    step = Step("The queue exists", Status.NOT_YET, "a queue", "no queue", "create it", "x" * 3_000)
    for learner, points, status in (
        ("ada", 4.0, Status.PASSED),
        ("Featherstonehaugh" * 3, 10.5, Status.NOT_YET),
        ("cyd", 0.0, Status.NOT_ATTEMPTED),
    ):
        wire = ExerciseGrade("sqs.wire", True, status, points, 12, (replace(step, status=status),))
        lab = ExerciseGrade("sqs.lab", False, Status.NOT_ATTEMPTED, 0, 6)
        store.save(Grade(learner, "c0ffee", "1", 7, (wire, lab)))
    write_reports(store, folder)
    return folder


@pytest.fixture(params=[(1280, 900, "light"), (390, 844, "dark")], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Page:
    width, height, scheme = request.param
    found = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    request.addfinalizer(found.close)
    return found


def test_no_page_is_wider_than_the_window(page: Page, folder: Path) -> None:
    for path in (folder / "class.html", *(folder / "feedback").glob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path.name


def test_names_leave_room_for_the_map(page: Page, folder: Path) -> None:
    page.goto((folder / "class.html").as_uri())
    for name in page.locator(".grid tbody th").all():
        assert name.evaluate("cell => cell.offsetWidth < innerWidth / 2"), name.inner_text()


def test_a_screen_reader_has_words_for_every_sign(page: Page, folder: Path) -> None:
    page.goto((folder / "class.html").as_uri())
    for words in ("Passed, 4", "Not yet, 10.5", "Not attempted, 0"):
        assert page.get_by_role("cell", name=words, exact=True).count() == 1, words
    assert page.get_by_role("cell", name="Nothing handed in, 0", exact=True).count() == 3


def test_a_head_sorts_its_column_by_its_numbers_from_the_keyboard(page: Page, folder: Path) -> None:
    page.goto((folder / "class.html").as_uri())
    button = page.get_by_role("button", name="wire")
    points = page.locator(".grid tbody td:nth-child(3)")
    button.press("Enter")
    assert points.all_inner_texts() == ["0", "4", "10.5"]
    button.press("Enter")
    assert points.all_inner_texts() == ["10.5", "4", "0"]
    assert page.locator("[aria-sort=descending]").inner_text() == "wire"
    page.get_by_role("button", name="learner").press("Enter")
    assert page.locator("[aria-sort]").all_inner_texts() == ["learner"]
    assert page.locator(".grid tbody th").all_inner_texts()[:2] == ["ada", "cyd"]
