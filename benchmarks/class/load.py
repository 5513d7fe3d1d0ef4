"""A class at work: participants sign in to the local hub at once, and each runs a solution notebook to all-passed.

    .venv/bin/python benchmarks/class/load.py              eight participants; `make .venv/.hub` before
    .venv/bin/python benchmarks/class/load.py 2 --json     two, and the figures for a script

Then one participant's backend is killed: the others keep what they have made, and that one goes on with the first
cell of its notebook. Everything runs in a folder of its own, and is gone at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from participant import Participant, alive, family

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "deploy/jupyterhub/local/jupyterhub_config.py"
SECTIONS = ("direct", "s3", "sqs", "sns", "eventbridge", "dynamodb", "rest-api", "schedule")
"""One for each participant, and again from the first."""
PASSWORD = "print-room"
MARK = 'import boto3\nboto3.client("s3").create_bucket(Bucket="{name}-made-this")'
LOOK = 'import boto3\nprint([bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]])'
NEIGHBOURS = "from pathlib import Path\nprint(sorted(path.name for path in Path.home().parent.iterdir()))"
SAMPLE_SECONDS = 3.0


@dataclass(frozen=True)
class Figures:
    """What was measured. Times in seconds, memory in MB of proportional set size; one entry for each participant."""

    sections: list[str]
    ready: list[float]
    notebook: list[float]
    exercises: int
    passed: int
    errors: list[str]
    resting: list[float]
    peak: list[float]
    hub: float
    neighbours: list[str]
    untouched: bool
    recovered: float
    found_again: str
    left_processes: list[str]
    left_files: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the class and print the figures; returns 1 when something that must hold does not."""
    parser = argparse.ArgumentParser(description="A class at work on the local hub.")
    parser.add_argument("participants", nargs="?", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    figures = run(options.participants)
    print(json.dumps(asdict(figures)) if options.json else table(figures))
    holds = figures.passed == figures.exercises and figures.untouched and not figures.errors
    return 0 if holds and not figures.left_processes and not figures.left_files else 1


def run(count: int) -> Figures:
    """The whole measurement with that many participants."""
    sections = [SECTIONS[number % len(SECTIONS)] for number in range(count)]
    with tempfile.TemporaryDirectory(prefix="class-") as name:
        folder = Path(name)
        with hub(folder) as (url, process), ThreadPoolExecutor(count) as pool:
            homes = folder / "class" / "participants"
            people = [Participant(url, f"p{number:02}-{section}", homes) for number, section in enumerate(sections)]
            list(pool.map(lambda person: person.sign_in(PASSWORD), people))
            ready = list(pool.map(Participant.start_server, people))
            assert all("11_sqs.ipynb" in person.files() for person in people)
            with sampled(people) as peak:
                done = list(pool.map(solve, people, sections))
            resting = [person.memory() for person in people]
            of_hub = (process, *process.children(recursive=True))
            theirs = {each.pid for person in people for each in person.processes()}
            memory = sum(each.memory_full_info().pss for each in of_hub if each.pid not in theirs) / 1e6
            killed, *others = people
            neighbours = sorted({person.run(NEIGHBOURS).text.strip() for person in others[:1]})
            for person in people:
                failed = person.run(MARK.format(name=person.name)).error
                assert not failed, failed
            before = {person.name: backend_pid(person) for person in people}
            psutil.Process(before[killed.name]).kill()
            untouched = all(
                f"{person.name}-made-this" in person.run(LOOK).text and backend_pid(person) == before[person.name]
                for person in others
            )
            began = time.monotonic()
            again = killed.run(first_cell(sections[0]))
            recovered = time.monotonic() - began
            again_errors = [again.error, killed.run(MARK.format(name=killed.name)).error]
            for person in people:
                person.close()
        left = [each for person in people for each in family(person.home)]
        _gone, remaining = psutil.wait_procs(left, timeout=20)
        names = [" ".join(each.cmdline()[:4]) for each in remaining if alive(each)]
    return Figures(
        sections=sections,
        ready=ready,
        notebook=[seconds for seconds, _results, _errors in done],
        exercises=sum(len(results) for _seconds, results, _errors in done),
        passed=sum(status == "passed" for _seconds, results, _errors in done for status in results.values()),
        errors=[error for _seconds, _results, errors in done for error in errors] + [e for e in again_errors if e],
        resting=resting,
        peak=[peak[person.name] for person in people],
        hub=memory,
        neighbours=neighbours,
        untouched=untouched,
        recovered=recovered,
        found_again=next((line for line in again.text.splitlines() if line.startswith("Backend:")), ""),
        left_processes=names,
        left_files=folder.exists(),
    )


def solve(person: Participant, section: str) -> tuple[float, dict[str, str], list[str]]:
    """Run the section's solution from top to bottom; returns the seconds, the checks' results, and the errors."""
    began, results, errors = time.monotonic(), dict.fromkeys(expected(section), "missing"), []
    path = solution(section)
    person.open_kernel(f"notebooks/{path.name}")
    for source in cells(path):
        cell = person.run(source)
        results |= cell.results
        if cell.error:
            errors.append(f"{person.name}: {cell.error}")
    return time.monotonic() - began, results, errors


def solution(section: str) -> Path:
    """The section's solution notebook."""
    [found] = (ROOT / "solutions").glob(f"*_{section.replace('-', '_')}.ipynb")
    return found


def cells(path: Path) -> list[str]:
    """The code of a notebook, cell by cell."""
    document = json.loads(path.read_text("utf-8"))
    return ["".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == "code"]


def first_cell(section: str) -> str:
    """What a learner runs first, and again when the backend is gone."""
    return cells(solution(section))[0]


def expected(section: str) -> list[str]:
    """The exercises that must be passed."""
    from lambda_workshop.authoring.section import load

    return [f"{section}.{exercise.name}" for exercise in load(section).exercises()]


def backend_pid(person: Participant) -> int:
    """The process of the participant's backend, by this machine's numbers: a box has its own."""
    servers = [each for each in person.processes() if "lambda_workshop.emulator.host.server" in each.cmdline()]
    [found] = [each for each in servers if each.parent() not in servers]
    return int(found.pid)


@contextlib.contextmanager
def sampled(people: list[Participant]) -> Iterator[dict[str, float]]:
    """The greatest memory of each participant while the block runs, looked at every few seconds."""
    peak, over = {person.name: 0.0 for person in people}, threading.Event()

    def look() -> None:
        while not over.wait(SAMPLE_SECONDS):
            for person in people:
                peak[person.name] = max(peak[person.name], person.memory())

    thread = threading.Thread(target=look, name="memory")
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()
        for person in people:
            peak[person.name] = max(peak[person.name], person.memory())


@contextlib.contextmanager
def hub(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The local hub with all that it keeps in `folder`; gives its address and process. Ended with everything below."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    environment = os.environ | {
        "WORKSHOP_HUB_URL": url,
        "WORKSHOP_HUB_FOLDER": str(folder / "class"),
        "WORKSHOP_HUB_PASSWORD": PASSWORD,
    }
    log = folder / "hub.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "--config", str(CONFIG)],
            cwd=folder, env=environment, stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip
    try:
        wait(lambda: process.poll() is not None or answers(f"{url}/hub/health"), 60, log)
        if process.poll() is not None:
            raise RuntimeError(f"the hub ended:\n{log.read_text(errors='replace')[-3000:]}")
        yield url, psutil.Process(process.pid)
    except Exception:
        print(log.read_text(errors="replace")[-6000:], file=sys.stderr)
        raise
    finally:
        # As the instructor's Ctrl+C: it ends the participants' servers first.
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(url: str) -> bool:
    """Whether a GET of it succeeds."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2):
            return True
    except OSError:
        return False


def wait(condition: Callable[[], bool], seconds: float, log: Path) -> None:
    """Until it is true; raises TimeoutError with the log's end."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"the hub did not answer:\n{log.read_text(errors='replace')[-3000:]}")
        pause.wait(0.1)


def table(figures: Figures) -> str:
    """The figures as lines to read."""

    def spread(values: list[float], unit: str) -> str:
        return f"{statistics.median(values):.0f} {unit} (most: {max(values):.0f} {unit})"

    rows = [
        (f"{len(figures.sections)} participants, a notebook each", ", ".join(figures.sections)),
        ("exercises passed", f"{figures.passed} of {figures.exercises}"),
        ("from asking for a server to JupyterLab, all at once", spread(figures.ready, "s")),
        ("the notebook, all at once", spread(figures.notebook, "s")),
        ("memory of a participant, greatest (PSS, all processes)", spread(figures.peak, "MB")),
        ("memory of a participant, notebook done", spread(figures.resting, "MB")),
        ("memory of hub, proxy and idle culler", f"{figures.hub:.0f} MB"),
        ("a participant sees the homes of", ", ".join(figures.neighbours)),
        ("one backend killed: the others' resources", "untouched" if figures.untouched else "TOUCHED"),
        ("one backend killed: its owner goes on after", f"{figures.recovered:.1f} s. {figures.found_again}"),
        ("errors", "; ".join(figures.errors) or "none"),
        ("left: processes, files", f"{figures.left_processes or 'none'}, {'FILES' if figures.left_files else 'none'}"),
    ]
    return "\n".join(f"{what:<56}{measured}" for what, measured in rows)


if __name__ == "__main__":
    raise SystemExit(main())
