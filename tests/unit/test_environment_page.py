"""The table of environment variables is whole: what is read stands in it, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

from lambda_workshop.authoring.variables import GROUPS, environment_page

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"(?<![A-Z_])(?:WORKSHOP|LOCALSTACK)_[A-Z]+(?:_[A-Z]+)*(?![A-Z_*])")
LISTED = {each.name for _heading, _words, variables in GROUPS for each in variables}


def texts(*places: str) -> str:
    paths = [path for place in places for path in (ROOT / place, *(ROOT / place).rglob("*"))]
    kinds = {".py", ".yml", ".yaml", ".sh", ".json", ""}
    table = ROOT / "src" / "lambda_workshop" / "authoring" / "variables.py"
    return "\n".join(
        path.read_text("utf-8", errors="replace")
        for path in paths
        if path.is_file() and path.suffix in kinds and path != table and "node_modules" not in path.parts
    )


def test_every_variable_that_is_read_stands_in_the_table() -> None:
    found = set(NAME.findall(texts("src/lambda_workshop", "deploy", "docker-compose.yml", "Dockerfile", "Makefile")))
    # A constant of the same kind of name, and parts of LocalStack's own configuration.
    assert found - LISTED - {"LOCALSTACK_URL"} == set()


def test_every_variable_of_the_table_is_read_somewhere() -> None:
    found = set(NAME.findall(texts("src/lambda_workshop", "deploy", "docker-compose.yml", "Makefile", "tests")))
    assert LISTED - found == set()


def test_a_variable_stands_once_and_its_row_is_in_the_page() -> None:
    rows = re.findall(r"(?m)^\| `([A-Z_]+)` \|", environment_page())
    assert len(rows) == len(set(rows)) and set(rows) == LISTED
