"""The evening before a class: a minute's self-test, and one line to send to the instructor."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from random import Random

from lambda_workshop.authoring.section import all_sections
from lambda_workshop.backends import BackendError
from lambda_workshop.cloud import Cloud, deploying, functions
from lambda_workshop.cloud.cleanup import remove
from lambda_workshop.doctor import examine
from lambda_workshop.handout import class_copy
from lambda_workshop.notebook.submission import find_root, learner_name

_FUNCTION = "inkwell-ready"
_CODE = "def handler(event, context):\n    return {'hello': event['name']}\n"
_MOST_PROBLEMS = 3


@dataclass(frozen=True)
class Ready:
    """What the self-test found: the line for the instructor, and each problem with what mends it."""

    line: str
    problems: tuple[tuple[str, str], ...]


def self_test(*, learner: str = "", tell: Callable[[str], None] = lambda line: None) -> Ready:
    """Look at the machine, the folder and the backend, and let a real function run; never raises for what it finds."""
    started = time.monotonic()
    problems: list[tuple[str, str]] = []
    tell("Looking at this machine ...")
    for finding in examine():
        if not finding.ok and finding.needed:
            problems.append((f"{finding.subject}: {finding.text}", finding.remedy))
    tell("Looking for the course's files ...")
    root = find_root()
    sections = [section for section in all_sections() if section.has_notebook]
    there = [section for section in sections if (root / f"notebooks/{section.file_name}.ipynb").is_file()]
    if len(there) < len(sections):
        missing = next(section.file_name for section in sections if section not in there)
        problems.append(
            (f"{missing}.ipynb is not in {root / 'notebooks'}", "run `workshop lab` in the course's folder")
        )
    tell("Running a function ...")
    problems += _function()
    copy = class_copy()
    course = copy.name if copy else "AWS Lambda, trigger by trigger"
    facts = [
        version("lambda-workshop"),
        f"Python {platform.python_version()}",
        f"{platform.system()} {platform.machine()}",
        f"{len(there)} of {len(sections)} notebooks",
        f"{time.monotonic() - started:.0f} s",
    ]
    said = "; ".join(text for text, _remedy in problems[:_MOST_PROBLEMS])
    verdict = f"NOT READY ({said})" if problems else "READY"
    return Ready(f"{verdict}: {learner_name(learner)}, {course}, {', '.join(facts)}", tuple(problems))


def _function() -> list[tuple[str, str]]:
    """What went wrong when a function was made and called; empty when nothing did."""
    from lambda_workshop.backends.choose import choose

    try:
        cloud = Cloud(choose(frozenset({"lambda", "iam", "logs"})).backend.session(), prefix=_FUNCTION)
        name = Random().randbytes(4).hex()
        role = deploying.role(cloud, f"{_FUNCTION}-role", ())
        code = functions.zip_of({"index.py": _CODE})
        deploying.deploy(cloud, _FUNCTION, code, handler="index.handler", role_arn=role)
        try:
            answer = functions.invoke(cloud, _FUNCTION, {"name": name})
        finally:
            remove(cloud, (_FUNCTION,), ("lambda", "iam", "logs"))
    except BackendError as error:
        return [(f"the backend: {error}", "run `workshop doctor`")]
    # Whatever the machine does not allow must not end the self-test without its line.
    except Exception as error:
        return [(f"a function did not run: {type(error).__name__}: {error}", "run `workshop doctor`")]
    if answer.value != {"hello": name}:
        found = answer.error_text or repr(answer.value)
        return [(f"a function answered {found}", "run `workshop reset`, and try again")]
    return []
