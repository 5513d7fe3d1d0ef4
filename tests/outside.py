"""A section of three files that is not the course's own, and the course run with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOML = """\
number = 40
id = "tea-round"
title = "The tea round"
heading = "Tea"
services = ["lambda"]
prefix = "inkwell-tea"
kind = "limits"
"""
LESSON = """\
# %% [markdown]
# # The tea round
# %%
from lambda_workshop import lesson

tea = lesson("tea-round")
# %% exercise="handle" role="answer"
def handler(event, context):
    ### BEGIN SOLUTION
    return {"cups": len(event["names"])}
    ### STARTER
    # ...
    ### END SOLUTION
# %% exercise="handle" role="check"
tea.handle.check(handler)
"""
CHECKS = '''\
"""How many cups."""

from __future__ import annotations

from random import Random

from lambda_workshop.checks import Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.tea_round.names import CUPS

handle = Exercise("handle", title="Cups", points=2, hints=("Count.", "Count the names.", "`len` counts."))


@handle.step("A cup for each name")
def cups(handler: Handler, random: Random) -> Passed:
    names = [f"n{number}" for number in range(random.randint(2, 9))]
    answer = handler.run([{"names": names}])[0]
    if answer.error is not None or answer.value != {CUPS: len(names)}:
        raise NotYet(f"it answered {answer.value}", expected=f"{len(names)} cups", advice="count the names")
    return Passed(found="each has a cup")


EXERCISES = (handle,)
'''
NAMES = 'CUPS = "cups"\n'


def write_section(folder: Path, **files: str) -> Path:
    """The tea round below `folder`, with these of its files otherwise; returns the section's own folder."""
    section = folder / "tea_round"
    section.mkdir(parents=True)
    for name, text in {"section.toml": TOML, "lesson.py": LESSON, "checks.py": CHECKS, "names.py": NAMES}.items():
        (section / name).write_text(files.get(name.partition(".")[0], text), encoding="utf-8")
    return section


def run(folder: Path, *words: str, cwd: Path, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`workshop` with the sections of this folder."""
    return subprocess.run(
        [sys.executable, "-m", "lambda_workshop.cli", *words],
        env=os.environ | {"WORKSHOP_SECTIONS": str(folder), "WORKSHOP_HOME": str(home)} | variables,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
