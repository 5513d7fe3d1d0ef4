"""The command line: `workshop`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lambda_workshop.authoring.section import Refused, SectionError
from lambda_workshop.backends import BackendError
from lambda_workshop.classroom import commands as classroom
from lambda_workshop.setup import surroundings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 when it did what was asked, 1 when it found something wrong, 2 for wrong usage."""
    if arguments is None and (misled := surroundings.misleading_python()):
        # Python has read them already: begin again without.
        kept = {name: value for name, value in os.environ.items() if name not in misled}
        path = surroundings.python_path(os.environ)
        line = [sys.executable, "-m", "lambda_workshop.cli", *sys.argv[1:]]
        os.execve(sys.executable, line, kept | ({"PYTHONPATH": path} if path else {}))
    given = dict(os.environ)
    surroundings.keep_to_this_machine()
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.run is not _lab:
        parser.error(f"unrecognised arguments: {' '.join(rest)}")
    options.rest, options.env = rest, given
    try:
        status: int = options.run(options)
    except (BackendError, SectionError) as error:
        print(f"workshop: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="workshop", description="A course on AWS Lambda and every way to trigger it.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    lab = commands.add_parser("lab", help="open the course in JupyterLab; `lab check SECTION` grades a lab")
    lab.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    lab.add_argument(
        "--folder",
        type=Path,
        help="where the course is, or is to be (default: here); with check, the lab's folder",
    )
    lab.add_argument("what", nargs="*", metavar="check SECTION", help="grade the lab of this section")
    lab.set_defaults(run=_lab)

    hand_out = _add(commands, "hand-out", _hand_out, "put notebooks and labs here; what you changed is kept and named")
    hand_out.add_argument("--folder", type=Path, help="where (default: here; in a checkout, its folder work)")
    _add(commands, "start", _start, "start the embedded backend (it ends when nobody holds it)")
    _add(commands, "stop", _stop, "end the embedded backend and all that is in it")
    reset = _add(commands, "reset", _reset, "empty the backend")
    reset.add_argument("--account", help="only this 12-digit account")
    for name, run, text in (
        ("status", _status, "show the backend"),
        ("progress", _progress, "show your progress"),
        ("doctor", _doctor, "look for what is missing, and say how to get it"),
    ):
        shown = _add(commands, name, run, text)
        shown.add_argument("--json", action="store_true", help="for scripts")
        if run is _doctor:
            shown.add_argument("--grading", action="store_true", help="look at what `workshop grade` needs")
    uninstall = _add(commands, "uninstall", _uninstall, "remove what the course has put here; your changed work stays")
    uninstall.add_argument("--yes", action="store_true", help="do not ask")
    submit = _add(commands, "submit", _submit, "hand in: one zip file of your notebooks and labs, and a receipt")
    submit.add_argument("--as", dest="learner", default="", metavar="NAME", help="your name; it is remembered")
    submit.add_argument("--to", type=Path, metavar="FOLDER", help="where (default: handed-in/ in the course's folder)")
    submit.add_argument("--folder", type=Path, help="the course's folder (default: the nearest)")
    submit.add_argument("--look", action="store_true", help="say what would be handed in, and write nothing")
    submit.add_argument("--for", dest="system", choices=sorted(_UPLOADS), help="say how to upload it there")
    bundle = _add(commands, "bundle", _bundle, "make a folder to install from with no network")
    bundle.add_argument("folder", type=Path, help="where; what is there already is added to")
    bundle.add_argument("--python", action="append", default=[], help="also for this version, such as 3.12")
    bundle.add_argument("--system", action="append", default=[], help="also for linux, linux-arm, mac or mac-intel")
    bundle.add_argument("--wheel", type=Path, help="the course's own wheel (default: found or built)")
    bundle.add_argument("--no-images", action="store_true", help="leave Docker's images out")
    grade = _add(commands, "grade", _grade, "grade a folder of submissions, each in a sandbox, and write reports")
    grade.add_argument("submissions", type=Path, help="a folder: one folder, zip or notebook for each learner")
    grade.add_argument("--out", type=Path, required=True, help="the folder of grades; a second run goes on there")
    grade.add_argument("--section", action="append", default=[], metavar="ID", help="only this section (repeat it)")
    grade.add_argument("--regrade", action="append", default=[], metavar="LEARNER", help="grade this learner again")
    grade.add_argument("--seed", type=int, help="what probes are drawn from (default: the out folder's own)")
    grade.add_argument("--extra", type=Path, metavar="DIR", help="a folder with your own further steps")
    grade.add_argument("--jobs", type=int, help="submissions at a time (default: two for each processor)")
    grade.add_argument("--scheduler", default="", metavar="ADDRESS", help="a Dask scheduler, such as tcp://host:8786")
    grade.add_argument(
        "--sandbox", choices=("bwrap", "docker", "none"), default="bwrap", help="how submissions are confined"
    )
    grade.add_argument("--class", dest="class_file", type=Path, metavar="FILE", help="default: the nearest class.toml")
    classroom.add(commands)
    build = _add(commands, "build", _build, "make notebooks/, labs/ and solutions/ from the sections")
    build.add_argument("--check", action="store_true", help="write nothing; fail when they differ")
    build.add_argument("--root", type=Path, default=Path.cwd(), help="where (default: here)")
    _add(commands, "course-check", _course_check, "check the sections against the course's rules")
    answer = _add(commands, "answer", _answer, "show another answer to an exercise as the program that it makes")
    answer.add_argument("show", choices=["show"], help="print it")
    answer.add_argument("section", metavar="SECTION")
    answer.add_argument("name", metavar="NAME", help="such as wire__no_dead_letter_queue")
    return parser


_UPLOADS = {
    "moodle": "In Moodle: open the assignment, *Add submission*, and drop the zip file there.",
    "canvas": "In Canvas: open the assignment, *Start Assignment*, *File Upload*, and choose the zip file.",
    "gradescope": "In Gradescope: open the assignment, and drop the zip file on *Submit Programming Assignment*.",
}


def _add(commands: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _lab(options: argparse.Namespace) -> int:  # noqa: RET503  (execv does not return)
    if options.what:
        if len(options.what) != 2 or options.what[0] != "check":
            print("workshop: use `workshop lab` or `workshop lab check SECTION`", file=sys.stderr)
            return 2
        return _check_lab(options.what[1], options.folder)
    from lambda_workshop import opening
    from lambda_workshop.backends.choose import choose
    from lambda_workshop.setup.memory import shortage

    tight = shortage(opening.MEMORY, "JupyterLab, a notebook and the backend")
    for said in (opening.own_folders(), tight):
        if said:
            print(said, flush=True)
    try:
        folder, done = opening.prepare(options.folder)
    except OSError as error:
        print(f"workshop: the course cannot be put here: {error}. Go to a folder of your own.", file=sys.stderr)
        return 1
    if done:
        print(done, flush=True)
    print(choose(tell=lambda line: print(line, flush=True)).backend.describe(), flush=True)
    line = opening.command(folder, browser=not options.no_browser, options=options.rest)
    # In this very process: the backend is held by it, and ends with it.
    os.execv(sys.executable, line)


def _hand_out(options: argparse.Namespace) -> int:
    from lambda_workshop.opening import prepare

    folder, done = prepare(options.folder)
    print(done or f"{folder.parent} has all notebooks and labs, as the course has them.")
    return 0


def _check_lab(section_id: str, folder: Path | None) -> int:
    from lambda_workshop.authoring.section import load
    from lambda_workshop.checks.runner import run_check
    from lambda_workshop.cloud.cleanup import remove
    from lambda_workshop.notebook.lesson import Lesson
    from lambda_workshop.opening import learners_folder

    section = load(section_id)
    if not section.has_checks:
        print("In this class labs are checked once you have handed in: `workshop submit`.", file=sys.stderr)
        return 1
    lab = section.lab()
    if lab is None:
        print(f"workshop: the section {section_id} has no lab", file=sys.stderr)
        return 1
    mine = learners_folder(Path())
    mine = mine if mine.is_dir() else Path()
    path = (folder or mine / "labs" / section.file_name) / "handler.py"
    if not path.exists():
        print(f"workshop: {path} is missing: run this in the course's folder, or name --folder", file=sys.stderr)
        return 1
    opened = Lesson(section)
    # A backend that cannot be used is said before, and not as a check that could not run.
    cloud = opened.cloud
    try:
        result = run_check(lab, section.id, cloud=lambda: cloud, work=path.parent)
    finally:
        # What the check deployed is of no use to the learner, whose work is the file.
        remove(cloud, lab.resources, section.services)
    print(result)
    return 0 if result.passed else 1


def _start(options: argparse.Namespace) -> int:
    from lambda_workshop.emulator.host.handle import find_or_start

    print(find_or_start().describe())
    return 0


def _stop(options: argparse.Namespace) -> int:
    from lambda_workshop.emulator.host.handle import stop

    if not stop():
        print("No embedded backend runs.")
    else:
        print("The embedded backend has ended, and all that was in it is gone.")
    return 0


def _reset(options: argparse.Namespace) -> int:
    from lambda_workshop.emulator.host.access import account_of
    from lambda_workshop.emulator.host.handle import find

    found = find()
    if found is None:
        print("No embedded backend runs: there is nothing to empty.")
        return 0
    if options.account:
        account_of(options.account)
    found.reset(options.account)
    print(f"The account {options.account} of the backend is empty." if options.account else "The backend is empty.")
    return 0


def _status(options: argparse.Namespace) -> int:
    from lambda_workshop.emulator.host.handle import find

    found = find()
    if options.json:
        print(json.dumps({"running": found is not None} | (found.health() if found else {})))
    else:
        print(found.describe() if found else "No embedded backend runs. `workshop start` starts one.")
    return 0 if found else 1


def _progress(options: argparse.Namespace) -> int:
    from lambda_workshop.authoring.section import finished_sections
    from lambda_workshop.notebook.display import Output, Table
    from lambda_workshop.progress import Progress, Standing

    standings = Progress().standings()
    finished, left_out = finished_sections()
    _tell(left_out)
    rows = [
        (section.id, exercise.name, standings.get((section.id, exercise.name), Standing()), exercise.points)
        for section in finished
        for exercise in section.exercises()
    ]
    if options.json:
        print(
            json.dumps([[section, name, standing.status.value, standing.points] for section, name, standing, _ in rows])
        )
        return 0
    table = [
        (section, name, standing.status.words, f"{standing.points:g}/{points:g}")
        for section, name, standing, points in rows
    ]
    print(Output(Table("Your progress", ("Section", "Exercise", "Status", "Points"), table)))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from lambda_workshop.doctor import examine

    findings = examine(options.env, grading=options.grading)
    if options.json:
        print(json.dumps([vars(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{finding.word:<5} {finding.subject}: {finding.text}")
            if finding.remedy:
                print(f"      -> {finding.remedy}")
    return 0 if all(finding.ok or not finding.needed for finding in findings) else 1


def _uninstall(options: argparse.Namespace) -> int:
    from lambda_workshop.leaving import leave, plan

    print(plan(Path()))
    if not options.yes and not sys.stdin.isatty():
        print("Nothing was removed. To remove it: workshop uninstall --yes")
        return 1
    if not options.yes and input("Remove this? [y/N] ").strip().lower() not in ("y", "yes"):
        print("Nothing was removed.")
        return 1
    try:
        leave(Path())
    except OSError as error:
        print(f"workshop: {error.filename} cannot be removed: {error.strerror}.", file=sys.stderr)
        return 1
    print("Removed.")
    return 0


def _submit(options: argparse.Namespace) -> int:
    from lambda_workshop.handout import class_copy
    from lambda_workshop.notebook.submission import SubmissionError, find_root, learner_name, preview, submit

    root = find_root(options.folder)
    try:
        if options.look:
            print(preview(root, learner_name(options.learner))[0])
            return 0
        done = submit(root, options.to, learner=options.learner)
    except (SubmissionError, OSError) as error:
        print(f"workshop: {error}", file=sys.stderr)
        return 1
    print(f"{done.receipt}\nWritten: {done.path}")
    copy = class_copy()
    if options.system:
        print(_UPLOADS[options.system])
    elif copy is not None and copy.submit_to:
        print(f"Hand it in: {copy.submit_to}")
    return 0


def _bundle(options: argparse.Namespace) -> int:
    from lambda_workshop.bundle.make import BundleError, make

    try:
        made = make(
            options.folder.absolute(),
            pythons=options.python,
            systems=options.system,
            wheel=options.wheel,
            images=not options.no_images,
            tell=lambda line: print(line, flush=True),
        )
    except BundleError as error:
        print(f"workshop: {error}", file=sys.stderr)
        return 1
    print(made)
    return 0


def _grade(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from lambda_workshop.classroom import grading as class_grading
    from lambda_workshop.classroom.class_file import ClassFileError, find_class
    from lambda_workshop.grading.grade import Grade
    from lambda_workshop.grading.run import FAILURES, Options, grade_all
    from lambda_workshop.grading.sandbox import Kind

    kind = Kind(options.sandbox)
    if kind is Kind.NONE:
        print(
            "workshop: WARNING: no sandbox. Every submission's code runs as you, with your files and your network. "
            "Do this with code that you trust only.",
            file=sys.stderr,
        )
    jobs = 2 * (os.cpu_count() or 1) if options.jobs is None else options.jobs
    wanted = Options(
        submissions=options.submissions,
        out=options.out,
        sections=tuple(options.section),
        seed=options.seed,
        regrade=frozenset(options.regrade),
        extra=options.extra,
        jobs=jobs,
        scheduler=options.scheduler,
        kind=kind,
    )
    try:
        settings = find_class(options.class_file)
        class_grading.before(wanted)
    except (ClassFileError, OSError) as error:
        print(f"workshop: {error}", file=sys.stderr)
        return 1
    if settings is not None:
        print(f"The class {settings.name!r} ({settings.path}): {', '.join(settings.sections)}.")
        wanted = class_grading.with_class(wanted, settings)
    bars: list[tqdm] = []

    def told(done: int, total: int, grade: Grade | None) -> None:
        if grade is None:
            bars.append(tqdm(total=total, initial=done, unit="submission", dynamic_ncols=True))
        else:
            bars[0].set_postfix_str(grade.learner[:30], refresh=False)
            bars[0].update()

    try:
        summary = grade_all(wanted, progress=told)
        class_grading.after(wanted, settings)
    except (*FAILURES, OSError) as error:
        print(f"workshop: {error}", file=sys.stderr)
        return 1
    finally:
        for bar in bars:
            bar.close()
    print(f"{summary.submissions} submissions, {summary.graded} graded now, seed {summary.seed}. Written:")
    for path in summary.reports:
        print(f"  {path}")
    for learner in summary.failed:
        print(f"workshop: {learner} could not be graded: see class.html; the next run tries again.", file=sys.stderr)
    return 1 if summary.failed else 0


def _build(options: argparse.Namespace) -> int:
    from lambda_workshop.authoring.build import build, differences
    from lambda_workshop.authoring.section import finished_sections

    _tell(finished_sections()[1])
    changed = differences(options.root) if options.check else build(options.root)
    for path in changed:
        print(path)
    if options.check and changed:
        print(f"{len(changed)} generated files differ from the sections: run `make build` and commit them.")
        return 1
    return 0


def _tell(left_out: Iterable[Refused]) -> None:
    """Say which sections are left out, and why: the others go on."""
    for each in left_out:
        print(f"workshop: left out: {each.why}", file=sys.stderr)


def _answer(options: argparse.Namespace) -> int:
    from lambda_workshop.answers.answer import find
    from lambda_workshop.authoring.section import load

    print("\n# %%\n".join(find(load(options.section), options.name).cells()), end="")
    return 0


def _course_check(options: argparse.Namespace) -> int:
    from lambda_workshop.authoring.course_check import check_course

    problems = check_course()
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems" if problems else "The sections keep the course's rules.")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
