"""The course in a real browser: starters, solutions, a panel, both themes."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jupyterlab_address import Lab

from lambda_workshop.authoring.section import load
from lambda_workshop.checks.result import MIME_TYPE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.xdist_group("browser")  # they share one JupyterLab

RUN_SECONDS = 150
KERNEL_READY = """() => {
    const session = window.jupyterapp?.shell.currentWidget?.sessionContext
    const kernel = session?.session?.kernel
    return session?.isReady && kernel?.connectionStatus === 'connected' && kernel.status === 'idle'
}"""
SECTIONS = ("direct", "s3", "sqs")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    context.close()


def open_notebook(page: Page, lab: Lab, path: str) -> None:
    """Open it and wait until its kernel answers: what is run before is dropped without a word."""
    page.goto(lab.address(path))
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function(KERNEL_READY, timeout=60_000)


def command(page: Page, name: str, **arguments: str) -> None:
    """Have JupyterLab do what its menu's entry of this name does; it may go on after this returns."""
    page.evaluate("([name, given]) => void window.jupyterapp.commands.execute(name, given)", [name, arguments])


def run_all(page: Page, lab: Lab, path: str) -> dict[str, Any]:
    """Run every cell, as *Run > Run All Cells* does; returns the notebook as it was saved then."""
    deadline = time.monotonic() + RUN_SECONDS
    command(page, "notebook:run-all-cells")
    while time.monotonic() < deadline:
        command(page, "docmanager:save")
        page.wait_for_timeout(250)
        try:
            document: dict[str, Any] = json.loads((lab.folder / path).read_text("utf-8"))
        except ValueError:
            continue  # JupyterLab is writing it at this moment
        code = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
        if all(cell["execution_count"] for cell in code):
            return document
    screenshot(page, "not-run-through")
    left = [cell["source"] for cell in code if not cell["execution_count"]]
    raise AssertionError(f"{path} did not run through within {RUN_SECONDS} s: {errors(document)}, left {left}")


def statuses(document: dict[str, Any]) -> dict[str, str]:
    found = {}
    for cell in document["cells"]:
        for output in cell.get("outputs", ()):
            if data := output.get("data", {}).get(MIME_TYPE):
                found[data["exercise"]] = data["status"]
    return found


def errors(document: dict[str, Any]) -> list[str]:
    return [
        output["ename"]
        for cell in document["cells"]
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    ]


def wanted(section: str, status: str) -> dict[str, str]:
    return {f"{section}.{exercise.name}": status for exercise in load(section).exercises()}


@pytest.mark.parametrize("section", SECTIONS)
def test_a_fresh_notebook_runs_to_not_attempted_without_a_traceback(page: Page, lab: Lab, section: str) -> None:
    path = f"notebooks/{load(section).file_name}.ipynb"
    open_notebook(page, lab, path)
    document = run_all(page, lab, path)
    assert errors(document) == []
    assert statuses(document) == wanted(section, "not_attempted")


@pytest.mark.parametrize("section", SECTIONS)
def test_the_solution_passes(page: Page, lab: Lab, section: str) -> None:
    path = f"solutions/{load(section).file_name}.ipynb"
    open_notebook(page, lab, path)
    document = run_all(page, lab, path)
    assert errors(document) == []
    assert statuses(document) == wanted(section, "passed")


def test_the_panel_answers_a_click(page: Page, lab: Lab) -> None:
    """The price panel, of a notebook whose last clean-up is left out: the function must be there."""
    source = json.loads((lab.folder / "solutions/02_direct.ipynb").read_text("utf-8"))
    cells = source["cells"]
    end = next(index for index, cell in enumerate(cells) if "".join(cell["source"]).startswith("direct.panel()"))
    source["cells"] = [*[cell for cell in cells[:end] if cell["cell_type"] == "code"], cells[end]]
    path = "notebooks/panel.ipynb"
    (lab.folder / path).write_text(json.dumps(source), "utf-8")
    open_notebook(page, lab, path)
    run_all(page, lab, path)
    page.locator("button", has_text="Invoke").scroll_into_view_if_needed()
    page.locator("button", has_text="Invoke").click()
    answer = page.locator(".jupyter-widgets", has_text="StatusCode").last
    answer.wait_for()
    assert '"cents": 1700' in answer.inner_text()
    screenshot(page, "panel")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_a_result_can_be_read_in_both_themes(page: Page, lab: Lab, theme: str) -> None:
    path = f"notebooks/theme-{theme.split()[-1]}.ipynb"
    cell = 'from lambda_workshop import lesson\n\nsqs = lesson("sqs")\nsqs.predict.check("a")'
    document = json.loads((lab.folder / "notebooks/00_start.ipynb").read_text("utf-8"))
    document["cells"] = [
        {"cell_type": "code", "id": "one", "metadata": {}, "outputs": [], "execution_count": None, "source": cell}
    ]
    (lab.folder / path).write_text(json.dumps(document), "utf-8")
    open_notebook(page, lab, path)
    command(page, "apputils:change-theme", theme=theme)
    page.wait_for_selector(f"body[data-jp-theme-name='{theme}']", state="attached")
    run_all(page, lab, path)
    shown = page.locator(".jp-OutputArea-output strong", has_text="Not yet").first
    shown.wait_for()
    screenshot(page, theme.split()[-1].lower())
    row = page.locator(".jp-OutputArea-output th", has_text="Found").first
    colours = row.evaluate(
        """element => {
            const colour = getComputedStyle(element).color
            let node = element
            while (node && ['rgba(0, 0, 0, 0)', 'transparent'].includes(getComputedStyle(node).backgroundColor))
                node = node.parentElement
            return [colour, node ? getComputedStyle(node).backgroundColor : 'rgb(255, 255, 255)']
        }"""
    )
    assert contrast(*colours) >= 4.5, colours


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two CSS colours: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""

    def luminance(colour: str) -> float:
        parts = [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def screenshot(page: Page, name: str) -> None:
    """Kept where WORKSHOP_SCREENSHOTS says, to be looked at."""
    if folder := os.environ.get("WORKSHOP_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))
