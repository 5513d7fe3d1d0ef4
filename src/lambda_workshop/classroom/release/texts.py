"""The words that go out with a class: the mail, the handout of one page, and what stands at the top of its folder."""

from __future__ import annotations

import html
from collections.abc import Sequence

from lambda_workshop.authoring.section import Section
from lambda_workshop.classroom.class_file import ClassFile

ZIP, STICK, HUB, GIT, GRADESCOPE = FORMS = ("zip", "stick", "hub", "git", "gradescope")

_START = {
    ZIP: (
        "You need Python 3.11, 3.12 or 3.13 and a network once. On Windows: WSL.",
        "Unpack {slug}.zip, open a terminal in the folder `{slug}`, and run `sh start.sh`.",
    ),
    STICK: (
        "You need Python 3.11, 3.12 or 3.13. No network. On Windows: WSL.",
        "Open a terminal in the stick's folder, and run `python3 install.py ~/{slug}`; it says what to do next.",
    ),
    HUB: (
        "You need a browser. Nothing is installed.",
        "Open the hub's address, choose a name, and give the room's password. Your instructor has both.",
    ),
    GIT: (
        "You need Git, Python 3.11, 3.12 or 3.13 and a network once. On Windows: WSL.",
        "Clone your repository, open a terminal in it, and run `sh start.sh`. Hand in with `git push`.",
    ),
    GRADESCOPE: (
        "You work with the folder that you were given.",
        "Hand in with `workshop submit --for gradescope`, and drop the zip file on the assignment's page.",
    ),
}
_READY = {
    ZIP: "sh start.sh ready",
    STICK: "~/{slug}/.venv/bin/workshop class ready",
    HUB: "in a terminal of the hub: workshop class ready",
    GIT: "sh start.sh ready",
    GRADESCOPE: "workshop class ready",
}


def start_of(form: str, settings: ClassFile) -> list[str]:
    """How to begin, in two sentences."""
    return [text.format(slug=settings.slug) for text in _START[form]]


def due_lines(settings: ClassFile) -> list[str]:
    """When what is due, and what being late costs; nothing where nothing is due."""
    found = []
    for due in settings.due:
        when = settings.local(due.at).strftime("%A, %d %B %Y, %H:%M")
        zone = settings.local(due.at).tzname() or ""
        late = f"each day late takes {due.rule.percent:g} % off" if due.rule.percent else "late work counts in full"
        if due.rule.cut_off is not None:
            late += f", and after {due.rule.cut_off.days} days nothing counts"
        found.append(f"{', '.join(due.sections) or 'Everything'}: due {when} {zone}; {late}.")
    return found


def mail(form: str, settings: ClassFile, sections: Sequence[Section]) -> str:
    """The mail to the learners, as text."""
    needed, begin = start_of(form, settings)
    ready = _READY[form].format(slug=settings.slug)
    hours = sum(section.minutes for section in sections) / 60
    lines = [
        f"Subject: {settings.name}: get ready the evening before",
        "",
        "Hello,",
        "",
        f"{settings.name} is about AWS Lambda and what calls it. You need no AWS account and no card. {needed}",
        "",
        "The evening before, please:",
        f"1. {begin}",
        f"2. Run the self-test, which takes a minute: {ready}",
        "3. Answer this mail with the one line that it prints. If it says NOT READY, the line says what to do.",
        "",
        f"What we do, in about {hours:.0f} hours:",
        *(f"- {section.title} ({section.minutes} minutes)" for section in sections),
    ]
    if due := due_lines(settings):
        lines += ["", "When it is due:", *(f"- {line}" for line in due)]
    hand_in = settings.submit_to or "your instructor says where"
    lines += ["", f"Handing in: the button at each notebook's end, or `workshop submit`. Then: {hand_in}."]
    if not settings.answers_on_disk:
        lines += [
            "",
            "Marks count in this class: checks run after you have handed in, and solutions come with the marks.",
        ]
    return "\n".join([*lines, "", "See you there!"]) + "\n"


def handout(form: str, settings: ClassFile, sections: Sequence[Section]) -> str:
    """One page to print: how to begin, the calls of every exercise, what to do when something is wrong."""
    needed, begin = start_of(form, settings)
    wired = [one for one in sections if any(item.name == "wire" for item in one.exercises())]
    name = (wired or list(sections))[-1].id.replace("-", "_")
    calls = [
        (f"{name}.wire.check()", "what is done, what is not yet, and what to do next"),
        (f"{name}.wire.hint()", "three levels: think, where, almost"),
        (f"{name}.wire.solution()", "open once you have passed, seen all hints, or failed three checks"),
        (f"{name}.wire.reset()", "removes what the exercise created"),
        (f"{name}.cleanup()", "removes everything of the section"),
        (f"{name}.submit()", "shows what would be handed in, with a button"),
    ]
    if not settings.answers_on_disk:
        calls = [(calls[0][0], "whether it can be handed in; marks come later"), calls[1], *calls[3:]]
    wrong = [
        ("A check says *Could not check*", "That is not your mistake: run `workshop doctor`."),
        ("The backend is gone", "Run the notebook's first cell again. Your code and your progress stay."),
        ("Nothing makes sense any more", "`workshop reset`, then Run > Run All Cells."),
        ("The Wi-Fi dies", "Go on: nothing here needs it once it is installed."),
    ]
    rows = "".join(
        f"<tr><th scope='row'><code>{html.escape(a)}</code></th><td>{html.escape(b)}</td></tr>" for a, b in calls
    )
    lost = "".join(f"<tr><th scope='row'>{_marked(a)}</th><td>{_marked(b)}</td></tr>" for a, b in wrong)
    plan = "".join(f"<li>{html.escape(one.title)} <small>{one.minutes} min</small></li>" for one in sections)
    due = "".join(f"<li>{html.escape(line)}</li>" for line in due_lines(settings))
    title = html.escape(settings.name)
    return (
        f"<!doctype html>\n<html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1><p>{_marked(needed)} {_marked(begin)}</p>"
        f"<h2>Every exercise has the same calls</h2><table>{rows}</table>"
        f"<h2>What we do</h2><ol>{plan}</ol>{f'<h2>When it is due</h2><ul>{due}</ul>' if due else ''}"
        f"<h2>When something is wrong</h2><table>{lost}</table></body></html>\n"
    )


def front(form: str, settings: ClassFile, sections: Sequence[Section]) -> str:
    """The README of the learners' folder."""
    needed, begin = start_of(form, settings)
    lines = [f"# {settings.name}", "", f"{needed} {begin}", ""]
    lines += [
        "| command | does |",
        "|---|---|",
        "| `sh start.sh` | sets up what is missing and opens the course |",
        "| `sh start.sh ready` | a minute's self-test; send its one line to your instructor |",
        "| `sh start.sh submit` | writes one zip file to hand in |",
        "",
        *(f"{section.number}. {section.title}" for section in sections),
        "",
        *due_lines(settings),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _row(head: str, text: str) -> str:
    return f"<tr><th scope='row'>{_marked(head)}</th><td>{_marked(text)}</td></tr>"


def _marked(text: str) -> str:
    pieces = html.escape(text).replace("*", "`").split("`")
    return "".join(f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces))


_STYLE = """
@page { size: A4; margin: 14mm; }
body { font: 10.5pt/1.4 system-ui, sans-serif; max-width: 46rem; margin: 1rem auto; color: #111; background: #fff; }
h1 { font-size: 17pt; margin: 0 0 .3rem; } h2 { font-size: 12pt; margin: .8rem 0 .2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .15rem .5rem .15rem 0; vertical-align: top; }
th { font-weight: normal; white-space: nowrap; } td { border-bottom: 1px solid #ccc; } code { font-size: 95%; }
ol, ul { columns: 2; margin: 0; padding-left: 1.4rem; } p { margin: .3rem 0; } small { color: #555; }
"""
