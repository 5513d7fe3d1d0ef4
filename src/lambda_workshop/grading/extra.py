"""An instructor's own steps: a folder with a file for a section, such as `sqs.py`, with a function for an exercise.

    # extra/sqs.py
    from lambda_workshop.checks import Exercise, NotYet, Passed

    def wire(exercise: Exercise) -> None:
        @exercise.step("An empty job is not printed", weight=1)
        def empty(cloud, probe, random) -> Passed: ...

The exercise's points stay what they are: the steps share them by weight.
"""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

from lambda_workshop.authoring.section import Section
from lambda_workshop.checks import Exercise


class ExtraError(Exception):
    """A file of the instructor's folder cannot be used; the message says which and why."""


def extended(exercise: Exercise, section: Section, folder: str) -> Exercise:
    """The exercise with the folder's further steps, the course's own left as it is; raises ExtraError."""
    path = Path(folder) / f"{section.id.replace('-', '_')}.py"
    if not folder or not path.is_file():
        return exercise
    try:
        spec = importlib.util.spec_from_file_location(f"extra_{path.stem}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        more = replace(exercise, steps=list(exercise.steps))
        if hasattr(module, exercise.name):
            getattr(module, exercise.name)(more)
    except Exception as error:
        raise ExtraError(f"{path} cannot be used: {type(error).__name__}: {error}") from error
    return more
