"""The grading desk in Chromium: by the keyboard alone, in light and in dark, and as axe-core sees it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "classroom"))
import made_class
from desk_server import served

from lambda_workshop.classroom.decisions import Decisions

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from lambda_workshop.classroom.desk.server import State

AXE = Path(sys.prefix) / "axe" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ("/", "/learner/bob", "/learner/cyd", "/exercise/direct.handle", "/alike", "/alike/0", "/changes")


@pytest.fixture
def grades(tmp_path: Path) -> Path:
    return made_class.make(tmp_path)


@pytest.fixture
def desk(grades: Path) -> Iterator[State]:
    with served(grades) as state:
        yield state


@pytest.fixture(params=[(1280, "light"), (1280, "dark"), (390, "light")], ids=["light", "dark", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, desk: State) -> Iterator[Page]:
    width, scheme = request.param
    # The policy that keeps scripts out keeps axe-core out as well.
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    found = context.new_page()
    found.goto(desk.address)
    yield found
    context.close()


def test_axe_finds_nothing_and_no_page_is_wider_than_the_window(page: Page, desk: State) -> None:
    if not AXE.is_file():
        pytest.skip(f"axe-core is missing: npm install --prefix {AXE.parents[2]} axe-core@4.14.1")
    for path in PAGES:
        page.goto(f"http://127.0.0.1:{desk.port}{path}")
        page.locator("details").evaluate_all("every => every.forEach(one => one.open = true)")
        page.add_script_tag(content=AXE.read_text("utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        assert not found, [(path, one["id"], one["nodes"][0]["html"]) for one in found]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_an_appeal_is_settled_by_the_keyboard_alone(page: Page, desk: State, grades: Path) -> None:
    page.goto(f"http://127.0.0.1:{desk.port}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "To the page's content"
    page.keyboard.press("Enter")
    reach(page, "Dan Dare")
    page.keyboard.press("Enter")
    page.wait_for_url("**/learner/dan")
    reach(page, "Change the points of direct.handle, or comment on it")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.type("the probe was unfair")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status]")
    assert page.get_by_role("status").inner_text().startswith("direct.handle is worth 3 points now")
    (kept,) = Decisions(grades).holding()
    assert (kept.learner, kept.exercise, kept.points, kept.why) == ("dan", "direct.handle", 3, "the probe was unfair")
    assert page.get_by_role("heading", name="direct.handle: 3 of 3").count() == 1


def reach(page: Page, text: str) -> None:
    """Press Tab until what has this text has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip() == text:
            return
    pytest.fail(f"{text!r} cannot be reached by Tab")
