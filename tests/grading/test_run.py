"""A class is graded as a whole: whatever ends a run, the next one goes on, and the grades are the same."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from corpus import QUICK, notebook, write

from lambda_workshop.cloud.waiting import until
from lambda_workshop.grading import sandbox
from lambda_workshop.grading.grade import Grade
from lambda_workshop.grading.run import FAILURES, Options, grade_all
from lambda_workshop.grading.schedulers import on_a_cluster, on_this_machine
from lambda_workshop.grading.store import Store
from lambda_workshop.grading.task import Task, packed

if missing := sandbox.unusable():
    pytest.skip(missing, allow_module_level=True)

ANSWERS = ('answer = "b"', 'answer = "a"', "answer = None", 'answer = "c"', "answer = (", 'answer = "B "')


@pytest.fixture(scope="module")
def a_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six learners' answers to question 0: three right, three not."""
    folder = tmp_path_factory.mktemp("class")
    for number, answer in enumerate(ANSWERS):
        write(folder / f"learner{number}", [notebook("start", answers={"warmup": answer})])
    return folder


def options(a_class: Path, out: Path) -> Options:
    return Options(a_class, out, sections=("start",), seed=5, jobs=3)


def plain(grades: Iterator[Grade] | list[Grade]) -> list[Grade]:
    """The grades without what depends on the clock."""
    return sorted(
        (
            replace(grade, seconds=0.0, exercises=tuple(replace(item, seconds=0.0) for item in grade.exercises))
            for grade in grades
        ),
        key=lambda grade: grade.learner,
    )


@pytest.fixture(scope="module")
def undisturbed(a_class: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Grade]:
    """The grades of a run that nothing disturbs."""
    out = tmp_path_factory.mktemp("undisturbed")
    grade_all(options(a_class, out))
    return plain([kept.grade for kept in Store(out).every()])


def test_the_honest_are_graded_exactly_and_the_same_seed_gives_the_same(
    a_class: Path, undisturbed: list[Grade], tmp_path: Path
) -> None:
    assert [grade.points for grade in undisturbed] == [1, 0, 0, 0, 0, 1]
    grade_all(options(a_class, tmp_path))
    assert plain([kept.grade for kept in Store(tmp_path).every()]) == undisturbed


def test_a_second_run_does_only_what_is_missing(a_class: Path, undisturbed: list[Grade], tmp_path: Path) -> None:
    first = grade_all(options(a_class, tmp_path))
    (tmp_path / "results" / "learner2.json").unlink()
    (tmp_path / "results" / "learner3.json").write_text("{torn")
    second = grade_all(replace(options(a_class, tmp_path), seed=None))
    third = grade_all(replace(options(a_class, tmp_path), regrade=frozenset({"learner1"})))
    assert (first.graded, second.graded, third.graded) == (6, 2, 1)
    assert plain([kept.grade for kept in Store(tmp_path).every()]) == undisturbed


def grading(submissions: Path, out: Path) -> list[str]:
    """The command line that grades the section `start` of these."""
    line = [sys.executable, "-m", "lambda_workshop.cli", "grade", str(submissions), "--out", str(out)]
    return [*line, "--section", "start"]


def kill_with_all_below(run: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Kill it; what it had started, which is returned, must end with it."""
    below = psutil.Process(run.pid).children(recursive=True) if run.poll() is None else []
    run.kill()
    run.wait()
    _gone, alive = psutil.wait_procs(below, timeout=10)
    assert not alive, f"left running: {alive}"
    return below


def test_killed_at_five_moments_it_ends_with_the_same_grades(
    a_class: Path, undisturbed: list[Grade], tmp_path: Path
) -> None:
    out = tmp_path / "grades"
    line = [*grading(a_class, out), "--seed", "5", "--jobs", "3"]
    random_moments = random.Random(11)
    written: dict[str, int] = {}
    for _ in range(5):
        with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            threading.Event().wait(random_moments.uniform(1.0, 5.0))
            kill_with_all_below(run)
        for path in (out / "results").glob("*.json"):
            # What is graded once is not graded again.
            assert written.setdefault(path.name, path.stat().st_mtime_ns) == path.stat().st_mtime_ns
    assert subprocess.run(line, capture_output=True, timeout=120, check=False).returncode == 0
    assert not (out / ".work").exists()
    assert plain([kept.grade for kept in Store(out).every()]) == undisturbed


def test_killed_while_a_sandbox_is_being_put_up_it_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path / "class" / "slow", [notebook("start", answers={"warmup": "import time; time.sleep(100)"})])
    slow, started = tmp_path / "slow" / "bwrap", tmp_path / "started"
    slow.parent.mkdir()
    # What will be bubblewrap is there, and has not yet asked to end with its parent.
    slow.write_text(
        f'#!/bin/sh\ncase "$*" in *grading.worker*) : > {started}; sleep 1;; esac\nexec {shutil.which("bwrap")} "$@"\n'
    )
    slow.chmod(0o755)
    line = grading(tmp_path / "class", tmp_path / "grades")
    environment = {**os.environ, "PATH": f"{slow.parent}:{os.environ['PATH']}"}
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as run:
        until("a sandbox", lambda: started.exists() or None, timeout=120)
        assert kill_with_all_below(run)


def test_a_cluster_that_loses_workers_gives_the_same_grades(a_class: Path, undisturbed: list[Grade]) -> None:
    distributed = pytest.importorskip("distributed")
    tasks = []
    for grade in undisturbed:
        archive = packed(a_class / grade.learner)
        tasks.append(Task(grade.learner, grade.content, archive, ("start",), 5))
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs="CRITICAL"
    ) as cluster:
        over = threading.Event()

        def lose_workers() -> None:
            seconds = 3.0
            while not over.wait(seconds):
                pid = random.choice([worker.pid for worker in cluster.workers.values() if worker.pid])
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                seconds = 20.0

        killer = threading.Thread(target=lose_workers)
        killer.start()
        try:
            found = list(on_a_cluster(iter(tasks), cluster.scheduler_address))
        finally:
            over.set()
            killer.join()
    assert plain(found) == undisturbed


def test_tasks_are_read_only_as_fast_as_they_are_graded() -> None:
    read: list[int] = []
    going = threading.Event()

    def tasks() -> Iterator[Task]:
        for number in range(1000):
            read.append(number)
            yield Task(str(number), "", b"", (), 1)

    def slow(task: Task) -> Grade:
        going.wait(10)
        return Grade(task.learner, "", "", 1, ())

    grades = on_this_machine(tasks(), 4, run=slow)
    timer = threading.Timer(0.2, going.set)
    timer.start()
    next(grades)
    assert len(read) <= 8


def test_one_whose_worker_cannot_work_is_given_up_with_a_report(tmp_path: Path) -> None:
    from lambda_workshop.grading.task import ATTEMPTS, grade_submission

    archive = packed(write(tmp_path, [notebook("start")]))
    # A box so small that the worker cannot even make its folders.
    hopeless = Task("ada", "c0ffee", archive, ("start",), 1, limits=replace(QUICK, disk=4096))
    began = time.monotonic()
    grade = grade_submission(hopeless)
    assert grade.failed and grade.points == 0, f"{ATTEMPTS} attempts took {time.monotonic() - began:.0f} s"
    assert [item.status.value for item in grade.exercises] == ["unavailable"]


@pytest.mark.parametrize("what", ["no folder", "nothing in it", "an unknown learner", "an odd extra file"])
def test_what_cannot_be_graded_is_said_in_a_sentence(a_class: Path, tmp_path: Path, what: str) -> None:
    wanted = options(a_class, tmp_path / "out")
    if what == "no folder":
        wanted = replace(wanted, submissions=tmp_path / "nowhere")
    elif what == "nothing in it":
        (tmp_path / "empty").mkdir()
        wanted = replace(wanted, submissions=tmp_path / "empty")
    elif what == "an unknown learner":
        wanted = replace(wanted, regrade=frozenset({"nobody"}))
    else:
        (tmp_path / "extra").mkdir()
        (tmp_path / "extra" / "queues.py").write_text("")
        wanted = replace(wanted, extra=tmp_path / "extra")
    with pytest.raises(FAILURES) as raised:
        grade_all(wanted)
    assert str(raised.value).endswith(".")


def test_an_instructors_own_step_is_part_of_the_check(a_class: Path, tmp_path: Path) -> None:
    extra = tmp_path / "extra"
    extra.mkdir()
    (extra / "start.py").write_text(
        "from lambda_workshop.checks import NotYet, Passed\n\n\n"
        "def warmup(exercise):\n"
        "    @exercise.step('It is a capital letter', weight=1)\n"
        "    def capital(work, choice):\n"
        "        if not work.isupper():\n"
        "            raise NotYet(f'{work} is small', advice='write it large')\n"
        "        return Passed(found=work)\n"
    )
    grade_all(replace(options(a_class, tmp_path / "out"), extra=extra))
    found = {kept.grade.learner: kept.grade for kept in Store(tmp_path / "out").every()}
    assert found["learner0"].points == 0.5
    assert any("is small" in step.actual for step in found["learner0"].exercises[0].steps)
