"""What the guide for instructors says of the course and of the command is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from lambda_workshop.authoring.section import load
from lambda_workshop.cli import _parser, main

GUIDE = (Path(__file__).parents[2] / "INSTRUCTORS.md").read_text("utf-8")


def test_each_section_takes_as_long_as_the_guide_says() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (\d+) \|", GUIDE, re.MULTILINE)
    assert len(rows) >= 20
    assert [(name, int(minutes)) for name, minutes in rows] == [(name, load(name).minutes) for name, _ in rows]


def test_every_option_of_grading_is_in_the_guide_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["grade", "--help"])
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help"}
    part = GUIDE.split("## 6. Grade")[1].split("**In**")[0]
    assert set(re.findall(r"--[a-z]+", part)) == options


def test_every_command_of_the_guide_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of class and desk are read as they are printed; what they do is held by the tests of the classroom."""
    commands = re.findall(r"^workshop .+$", GUIDE, re.MULTILINE)
    assert len(commands) >= 12
    for line in commands:
        _parser().parse_args(shlex.split(line)[1:])
    monkeypatch.chdir(tmp_path)
    for line in commands[:3]:
        assert main(shlex.split(line)[1:]) == 0, line
    assert (tmp_path / "class.toml").is_file() and (tmp_path / "out" / "two-days.zip").is_file()
