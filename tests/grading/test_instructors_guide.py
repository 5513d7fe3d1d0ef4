"""What the guide for instructors says of the course and of the command is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lambda_workshop.authoring.section import load
from lambda_workshop.cli import main

GUIDE = (Path(__file__).parents[2] / "INSTRUCTORS.md").read_text("utf-8")


def test_each_section_takes_as_long_as_the_guide_says() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (\d+) \|", GUIDE, re.MULTILINE)
    assert len(rows) >= 20
    assert [(name, int(minutes)) for name, minutes in rows] == [(name, load(name).minutes) for name, _ in rows]


def test_every_option_of_grading_is_in_the_guide_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["grade", "--help"])
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help"}
    part = GUIDE.split("## Grade a class")[1].split("**In**")[0]
    assert set(re.findall(r"--[a-z]+", part)) == options
