"""The commands of a class: `workshop class ...` and `workshop desk`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_workshop.classroom.class_file import ClassFile
    from lambda_workshop.classroom.decisions import Decision
    from lambda_workshop.classroom.marks import Marks


def add(commands: Any) -> None:
    """Add the commands to those of the command line."""
    text = "a class: its file, what its learners get, what comes in, what is decided, what goes back"
    parser = commands.add_parser("class", help=text, description=f"For instructors: {text}.")
    what = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    new = _add(what, "new", _new, "ask five questions and write class.toml")
    new.add_argument("folder", nargs="?", type=Path, default=Path(), help="where (default: here)")
    new.add_argument("--name", help="what the class is called")
    new.add_argument("--sections", metavar="IDS", help="such as start,direct,sqs")
    new.add_argument("--labs", action=argparse.BooleanOptionalAction, default=True, help="with the sections' labs")
    new.add_argument("--due", metavar="TIME", help="when everything is due, such as 2026-05-04T18:00")
    new.add_argument("--roster", type=Path, metavar="CSV", help="a table of the learners, from Moodle, Canvas or you")
    new.add_argument("--yes", action="store_true", help="ask nothing")
    new.add_argument("--force", action="store_true", help="write over a class.toml that is there")

    _of_class(_add(what, "show", _show, "say what class.toml settles, or what is wrong in it"))

    release = _of_class(_add(what, "release", _release, "make what learners get, the mail to them, and a handout"))
    release.add_argument("folder", type=Path, help="where; a release that is there is written anew")
    forms = ("zip", "stick", "hub", "git", "gradescope")
    release.add_argument("--as", dest="forms", action="append", choices=forms, help="default: zip (repeat it)")
    release.add_argument("--python", action="append", default=[], help="stick: also for this version, such as 3.12")
    release.add_argument("--system", action="append", default=[], help="stick: also linux, linux-arm, mac, mac-intel")

    ready = _add(what, "ready", _ready, "for learners: a minute's self-test, whose one line goes to the instructor")
    ready.add_argument("--as", dest="learner", default="", metavar="NAME", help="your name; it is remembered")

    collect = _of_class(_add(what, "collect", _collect, "take in what was handed in"))
    collect.add_argument(
        "sources",
        nargs="+",
        metavar="FROM",
        help="a folder, a zip file from Moodle or Canvas, a hub's folder, or `git` for the roster's repositories",
    )
    collect.add_argument("--into", type=Path, required=True, metavar="SUBMISSIONS", help="the folder to grade later")
    collect.add_argument("--at", metavar="TIME", help="when all of it was handed in, where you know better")

    back = _of_grades(_add(what, "back", _back, "write what goes back: reports, Moodle, Canvas, mails, GitHub"))
    back.add_argument("--moodle", type=Path, metavar="CSV", help="Moodle's grading worksheet, as it was downloaded")
    back.add_argument("--canvas", type=Path, metavar="CSV", help="Canvas's gradebook, as it was exported")

    override = _decision(what, "override", _override, "give a learner's exercise other points, for good")
    override.add_argument("learner")
    override.add_argument("exercise", help="such as sqs.wire")
    override.add_argument("points", type=float, help="of the check's own points")
    waive = _decision(what, "waive", _waive, "let an exercise count for nobody")
    waive.add_argument("exercise", help="such as sqs.wire")
    time = _decision(what, "extra-time", _extra_time, "give a learner more time")
    time.add_argument("learner")
    time.add_argument("minutes", type=float)
    time.add_argument("--section", default="", help="for this section only")
    comment = _decision(what, "comment", _comment, "write a learner a comment (--why has its words)")
    comment.add_argument("learner")
    comment.add_argument("exercise", nargs="?", default="", help="on this exercise only")
    undo = _decision(what, "undo", _undo, "undo a decision")
    undo.add_argument("number", type=int, help="as `workshop class decisions` lists it")
    _of_grades(_add(what, "decisions", _decisions, "list what was decided"))
    _of_grades(_add(what, "summary", _summary, "print the marks in Markdown, for a workflow's summary"))
    scope = _of_class(_add(what, "gradescope", _gradescope, "grade one submission, as Gradescope's autograder runs it"))
    scope.add_argument("--root", type=Path, default=Path("/autograder"), help="default: /autograder")

    preview = _of_grades(_add(what, "preview", _preview, "say what changed checks would do to the class, on the side"))
    preview.add_argument("submissions", type=Path, help="the folder that was graded")
    preview.add_argument("--sandbox", choices=("bwrap", "docker", "none"), default="bwrap", help="as for grading")
    preview.add_argument("--jobs", type=int, default=2, help="submissions at a time")

    desk = _of_class(_add(commands, "desk", _desk, "read, compare and decide about grades, on a page of this machine"))
    desk.add_argument("grades", type=Path, help="the folder of grades")
    desk.add_argument("--port", type=int, default=0, help="default: a free one")
    desk.add_argument("--no-browser", action="store_true", help="print the address and open nothing")


def _add(commands: Any, name: str, run: Callable[..., int], text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.")
    parser.set_defaults(run=_told(run))
    return parser


def _of_class(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--class", dest="class_file", type=Path, metavar="FILE", help="default: the nearest class.toml")
    return parser


def _of_grades(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--grades", type=Path, metavar="FOLDER", help="default: the last that was written")
    return _of_class(parser)


def _decision(commands: Any, name: str, run: Callable[..., int], text: str) -> argparse.ArgumentParser:
    parser = _of_grades(_add(commands, name, run, text))
    parser.add_argument("--why", required=True, help="the reason, as the learner will read it")
    return parser


def _told(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """The command, with what can go wrong told in a sentence."""

    def told(options: argparse.Namespace) -> int:
        from lambda_workshop.classroom.class_file import ClassFileError
        from lambda_workshop.classroom.collect import CollectError
        from lambda_workshop.classroom.decisions import DecisionError
        from lambda_workshop.classroom.exports.tables import ExportError
        from lambda_workshop.classroom.gradescope import GradescopeError
        from lambda_workshop.classroom.release.packages import ReleaseError
        from lambda_workshop.classroom.roster import RosterError
        from lambda_workshop.grading.run import FAILURES

        known = (ClassFileError, CollectError, DecisionError, ExportError, GradescopeError, ReleaseError, RosterError)
        try:
            return run(options)
        except (*known, *FAILURES) as error:
            for line in str(error).splitlines():
                print(f"workshop: {line}", file=sys.stderr)
            return 1

    return told


def _new(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.new import Answers, ask, read_time, write_class

    try:
        due = read_time(options.due) if options.due else None
    except ValueError as error:
        print(f"workshop: {error}", file=sys.stderr)
        return 2
    given = Answers(options.name or "AWS Lambda, trigger by trigger", labs=options.labs, due=due, roster=options.roster)
    if options.sections:
        names = tuple(options.sections.replace(",", " ").split())
        given = Answers(given.name, names, given.labs, given.due, given.roster)
    if not options.yes:
        try:
            given = ask(given)
        except EOFError:
            print("\nworkshop: nothing was written. Without questions: --yes, and the options.", file=sys.stderr)
            return 1
    made = write_class(options.folder, given, over=options.force)
    print(f"Written: {made.path}")
    print(_told_of(made))
    return 0


def _show(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.class_file import needed_class

    print(_told_of(needed_class(options.class_file)))
    return 0


def _told_of(settings: ClassFile) -> str:
    """What the class file settles, in a few lines."""
    exercises = settings.exercises()
    labs = "with labs" if settings.labs else "without labs"
    count = "exercise" if len(exercises) == 1 else "exercises"
    lines = [
        f"{settings.name}: {len(settings.sections)} sections {labs}, {len(exercises)} {count}, "
        f"{sum(exercises.values()):g} points" + (f", counted as {settings.total:g}" if settings.total else ""),
        f"Sections: {', '.join(settings.sections)}",
    ]
    for due in settings.due:
        when = settings.local(due.at).strftime("%A %d %B %Y, %H:%M")
        cut = f", nothing after {due.rule.cut_off.days} days" if due.rule.cut_off else ""
        grace = due.rule.grace.total_seconds() / 60
        lines.append(
            f"Due {when} ({', '.join(due.sections) or 'all'}): {grace:g} minutes forgiven, "
            f"{due.rule.percent:g} % off for each day{cut}"
        )
    lines.append(f"{len(settings.learners)} learners. The {settings.attempt} hand-in counts.")
    lines.append(
        "Learners' copies hold the checks and solutions."
        if settings.answers_on_disk
        else "Learners' copies hold neither checks nor solutions."
    )
    return "\n".join(lines)


def _release(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.class_file import needed_class
    from lambda_workshop.classroom.release.packages import release

    settings = needed_class(options.class_file)
    done = release(
        settings,
        options.folder,
        options.forms or ["zip"],
        pythons=options.python,
        systems=options.system,
        tell=lambda line: print(line, flush=True),
    )
    for one in done:
        print(f"{one.form}: {one.path}")
        for note in one.notes:
            print(f"  {note}")
    return 0


def _ready(options: argparse.Namespace) -> int:
    from lambda_workshop.doctor.ready import self_test

    found = self_test(learner=options.learner, tell=lambda line: print(line, flush=True))
    for text, remedy in found.problems:
        print(f"{text}\n  -> {remedy}" if remedy else text)
    print(f"Send this line to your instructor:\n{found.line}")
    return 1 if found.problems else 0


def _collect(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.class_file import find_class
    from lambda_workshop.classroom.collect import collect, summary
    from lambda_workshop.classroom.new import read_time

    settings = find_class(options.class_file)
    try:
        at = read_time(options.at) if options.at else None
    except ValueError as error:
        print(f"workshop: {error}", file=sys.stderr)
        return 2
    if at is not None:
        at = settings.local(at) if settings else at.astimezone()
    print(summary(collect(options.sources, options.into, settings, at=at), options.into))
    return 0


def _summary(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.exports.others import summary

    for mark in _marks(options).every():
        print(f"### {mark.learner.shown}\n\n{summary(mark)}\n")
    return 0


def _preview(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.class_file import find_class
    from lambda_workshop.classroom.grading import grades_folder, with_class
    from lambda_workshop.classroom.preview import preview
    from lambda_workshop.grading.run import Options
    from lambda_workshop.grading.sandbox import Kind

    settings = find_class(options.class_file)
    folder = grades_folder(options.grades, settings)
    wanted = Options(options.submissions, folder, jobs=options.jobs, kind=Kind(options.sandbox))
    found = preview(with_class(wanted, settings) if settings else wanted)
    print(f"{found.graded} submissions graded on the side; the grades are as they were.")
    for one in found.changes:
        before, after = ("-" if points is None else f"{points:g}" for points in (one.before, one.after))
        print(f"  {one.learner}: {one.exercise} {before} -> {after}")
    print(f"{found.learners} learners would have other points." if found.changes else "Nothing would change.")
    return 0


def _desk(options: argparse.Namespace) -> int:
    import asyncio
    import webbrowser

    from lambda_workshop.classroom.class_file import find_class
    from lambda_workshop.classroom.desk.server import State, serve
    from lambda_workshop.classroom.grading import grades_folder
    from lambda_workshop.classroom.hand_back import write_marks

    settings = find_class(options.class_file)
    folder = grades_folder(options.grades, settings)

    def ready(state: State) -> None:
        print(f"The desk: {state.address}\nThe address is yours alone. Ctrl+C ends it.", flush=True)
        if not options.no_browser:
            webbrowser.open(state.address)

    try:
        asyncio.run(serve(folder, settings, port=options.port, ready=ready))
    except OSError as error:
        print(f"workshop: port {options.port} cannot be used: {error.strerror}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nWriting the reports with what was decided ...")
        write_marks(folder, settings)
    return 0


def _gradescope(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.class_file import needed_class
    from lambda_workshop.classroom.gradescope import grade

    done = grade(options.root, needed_class(options.class_file))
    print(f"{done.points:.2f} points, sandbox: {done.kind.value}. Written: {done.results}")
    return 0


def _back(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.class_file import find_class
    from lambda_workshop.classroom.grading import grades_folder
    from lambda_workshop.classroom.hand_back import hand_back

    settings = find_class(options.class_file)
    folder = grades_folder(options.grades, settings)
    done = hand_back(folder, settings, worksheet=options.moodle, gradebook=options.canvas)
    print("Written:")
    for path in done.written:
        print(f"  {path}")
    for note in done.notes:
        print(f"workshop: {note}.", file=sys.stderr)
    return 0


def _marks(options: argparse.Namespace) -> Marks:
    from lambda_workshop.classroom.class_file import find_class
    from lambda_workshop.classroom.grading import grades_folder
    from lambda_workshop.classroom.marks import Marks

    settings = find_class(options.class_file)
    return Marks(grades_folder(options.grades, settings), settings)


def _decided(marks: Marks, decision: Decision) -> int:
    from lambda_workshop.classroom.hand_back import write_marks

    print(f"{decision.number}. {_line(decision)}")
    write_marks(marks.folder, marks.settings)
    return 0


def _line(decision: Decision) -> str:
    from lambda_workshop.classroom.decisions import Kind

    who, what = decision.learner or "everybody", decision.exercise or "everything"
    said = {
        Kind.POINTS: f"{who}: {what} is worth {decision.points or 0:g} points (the check gave {decision.was or 0:g})",
        Kind.COMMENT: f"{who}: a comment on {what}",
        Kind.WAIVED: f"{what} counts for nobody",
        Kind.EXTRA_TIME: f"{who}: {decision.minutes:g} minutes more for {what}",
        Kind.UNDONE: f"{who}: decision {decision.undoes} is undone",
    }
    return f"{said[decision.kind]}: {decision.why}"


def _override(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.deciding import give_points

    marks = _marks(options)
    return _decided(marks, give_points(marks, options.learner, options.exercise, options.points, options.why))


def _waive(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.deciding import waive

    marks = _marks(options)
    return _decided(marks, waive(marks, options.exercise, options.why))


def _extra_time(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.deciding import give_time

    marks = _marks(options)
    return _decided(marks, give_time(marks, options.learner, options.minutes, options.section, options.why))


def _comment(options: argparse.Namespace) -> int:
    from lambda_workshop.classroom.deciding import comment

    marks = _marks(options)
    return _decided(marks, comment(marks, options.learner, options.exercise, options.why))


def _undo(options: argparse.Namespace) -> int:
    marks = _marks(options)
    return _decided(marks, marks.decisions.undo(options.number, options.why))


def _decisions(options: argparse.Namespace) -> int:
    marks = _marks(options)
    holding = {one.number for one in marks.decisions.holding()}
    every = marks.decisions.every()
    for one in every:
        print(f"{one.number}. {one.time[:16].replace('T', ' ')} {one.by}: {_line(one)}", end="")
        print("" if one.number in holding else " (holds no longer)")
    if not every:
        print("Nothing was decided.")
    return 0
