"""Grades one submission, in its box: runs the notebooks in rooms, checks from outside of them, reports as it goes.

Reads one request (`Request`) and writes lines of JSON to standard output: `{"section": ...}`, `{"exercise": ...}`,
`{"notice": ...}`, and last `{"done": SECONDS}`. In a box it ends, and the box with it, when its standard input closes.
What the learner's code says of itself is never believed: a check looks at the cloud, or runs the work that was handed
in with probes of its own, while the learner's kernel is stopped.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from lambda_workshop.authoring.section import Section, load
from lambda_workshop.emulator.runtime.once import PREFIX_VARIABLE
from lambda_workshop.grading.checker import Checkers
from lambda_workshop.grading.inside.limits import VARIABLE as LIMITS_VARIABLE
from lambda_workshop.grading.inside.limits import limit_myself
from lambda_workshop.grading.request import Reporter, Request
from lambda_workshop.grading.rooms import HANDLERS, Rooms
from lambda_workshop.grading.sandbox import Kind
from lambda_workshop.grading.section_run import Means, SectionRun, opened
from lambda_workshop.setup.surroundings import keep_to_this_machine

_KEYCTL = {"x86_64": 250, "aarch64": 219}
_KEYCTL_JOIN_SESSION_KEYRING = 1


async def grade(sections: Iterable[Section], means: Means) -> None:
    """Grade these sections, one after the other."""
    runs = [SectionRun(section, means) for section in sections]
    runs = [run for run in runs if run.submitted or run.report_missing()]
    upcoming = opened(runs[0]) if runs else None
    for index, run in enumerate(runs):
        means.reporter.begins(run.section)
        if time.monotonic() > means.deadline:
            run.report_overdue()
            continue
        assert upcoming is not None
        ready = await upcoming
        # The next section's rooms open while this one runs: most of what a section does is waiting.
        upcoming = opened(runs[index + 1]) if index + 1 < len(runs) else None
        await run.grade(ready)


def _end_with_the_grader() -> None:
    """End the box once nobody holds the other end of standard input.

    Bubblewrap's `--die-with-parent` comes too late where the grader is killed before bubblewrap has asked for it, and
    a container is the Docker daemon's child.
    """

    def watch() -> None:
        os.read(0, 1)
        os._exit(1)

    threading.Thread(target=watch, name="grader-watch", daemon=True).start()


def _leave_the_graders_keys() -> None:
    """Begin a session keyring of this worker's own: the one that it came with holds what the instructor put there.

    https://man7.org/linux/man-pages/man3/keyctl_join_session_keyring.3.html
    """
    call = _KEYCTL.get(os.uname().machine)
    if call is not None:
        ctypes.CDLL(None).syscall(call, _KEYCTL_JOIN_SESSION_KEYRING, None)


def main(arguments: Sequence[str] | None = None) -> int:
    """`worker REQUEST_FILE`; returns 0 once everything is reported."""
    started = time.monotonic()
    keep_to_this_machine()
    path = Path((arguments or sys.argv[1:])[0])
    request = Request.from_json(path.read_text("utf-8"))
    confined = Kind(request.kind) is not Kind.NONE
    # Whatever a kernel sends, this process stays within bounds too, and so does what it starts.
    os.environ[LIMITS_VARIABLE] = json.dumps({"data": request.limits.total_memory})
    limit_myself()
    _leave_the_graders_keys()
    with tempfile.TemporaryDirectory(prefix="workshop-grading-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if confined:
            HANDLERS.mkdir()
            tempfile.tempdir = str(HANDLERS)
        rooms = Rooms(Kind(request.kind), folder, request.limits, edition=Path(request.edition))
        if prefix := rooms.handler_prefix():
            os.environ[PREFIX_VARIABLE] = json.dumps(prefix)
        sections = [load(section) for section in request.sections]
        # Before there are threads: it forks.
        checkers = Checkers(sections, request.extra)
        if confined:
            _end_with_the_grader()
        # Nothing that a library prints may stand between the lines of the report.
        reporter = Reporter(os.dup(1))
        os.dup2(2, 1)
        means = Means(request, rooms, checkers, reporter, folder, started + request.limits.submission_seconds)
        asyncio.run(grade(sections, means))
        checkers.close()
        reporter.done(time.monotonic() - started)
        sys.stdout.flush()
        if confined:
            os._exit(0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
