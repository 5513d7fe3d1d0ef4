"""The map of the course and the table of triggers, made from the sections that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambda_workshop.authoring.section import all_sections
from lambda_workshop.notebook.display import Linked, Output, Table
from lambda_workshop.progress import Event, Progress
from lambda_workshop.sections.start import panel

TRIGGERS = [section for section in all_sections() if section.trigger]


def only_table(output: Output) -> Table:
    (table,) = output.parts
    assert isinstance(table, Table)
    return table


def test_the_map_has_a_row_for_each_section_and_links_to_its_notebook(tmp_path: Path) -> None:
    rows = only_table(panel.course_map(tmp_path)).rows
    assert [row[0] for row in rows] == [section.title for section in all_sections()]
    shown = panel.course_map(tmp_path)._repr_mimebundle_()["text/html"]
    for section in TRIGGERS:
        assert f"<a href='{section.file_name}.ipynb#Wire-it'>open</a>" in shown


def test_the_map_tells_what_is_passed(tmp_path: Path) -> None:
    passed = Event(section=TRIGGERS[0].id, exercise="wire", event="check", status="passed", points=4, max_points=4)
    Progress(tmp_path).add(passed)
    row = next(row for row in only_table(panel.course_map(tmp_path)).rows if row[0] == TRIGGERS[0].title)
    assert list(row[1:5]) == ["open", "open", "passed", "open"]


@pytest.mark.parametrize("column", panel.TRIGGER_COLUMNS[1:])
def test_the_triggers_are_sorted_by_any_column(column: str) -> None:
    table = only_table(panel.triggers(sort_by=column))
    values = [row[table.header.index(column)] for row in table.rows]
    assert len(values) == len(TRIGGERS)
    assert values == sorted(values)


def test_another_column_is_named() -> None:
    assert "Who retries" in str(panel.triggers(sort_by="price"))


def test_choosing_a_column_sorts_the_table() -> None:
    column, shown = panel.sortable_triggers().children
    column.value = "Invocation"
    assert shown.value == panel.triggers(sort_by="Invocation")._repr_mimebundle_()["text/html"]


def test_a_link_is_its_text_in_plain_text_and_escaped_in_html() -> None:
    table = Table("t", ("a",), [(Linked("<b>", "x.ipynb?a='1'"),)])
    assert table.plain().endswith("<b>")
    assert "<a href='x.ipynb?a=&#x27;1&#x27;'>&lt;b&gt;</a>" in table.html()


def test_a_lab_without_a_notebook_is_named_by_its_folder_and_not_linked(tmp_path: Path) -> None:
    shown = panel.course_map(tmp_path)._repr_mimebundle_()["text/html"]
    assert "labs/21_inkwell" in shown
    assert "21_inkwell.ipynb" not in shown
