"""Makes `notebooks/`, `labs/`, `solutions/` and the README's table of sections, or says where they differ.

Everything written is a function of the sections alone: the same sources give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat

from lambda_workshop.authoring.cells import Cell, transform
from lambda_workshop.authoring.section import Section, all_sections, finished_sections
from lambda_workshop.authoring.variables import environment_page

GENERATED = ("notebooks", "labs", "solutions")
_LAB_FILES = ("README.md", "test_handler.py")
_README, _ENVIRONMENT = Path("README.md"), Path("docs/environment.md")
HAND_IN = """\
## Hand in

For a class that hands in. This cell shows what would be handed in of *all* your sections, with a button that writes one
zip file."""
_BEGIN, _END = "<!-- sections: begin -->", "<!-- sections: end -->"
_PROJECT, _CONSTRAINTS = Path("pyproject.toml"), Path("constraints.txt")
_UV_BEGIN, _UV_END = "# constraints: begin", "# constraints: end"


def build(root: Path, sections: Sequence[Section] | None = None) -> list[Path]:
    """Write every generated file below `root`, remove those of sections that are gone; returns what changed.

    What was made of a section that is unfinished now stays as it is.
    """
    wanted = whole(root) if sections is None else generated(sections) | readme(root, sections)
    changed = differences(root, wanted)
    for path in changed:
        target = root / path
        if path in wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(wanted[path])
        else:
            target.unlink()
            _remove_empty(target.parent, root)
    return changed


def differences(root: Path, wanted: Mapping[Path, bytes] | None = None) -> list[Path]:
    """The generated files that are missing, different, or no longer made, in order; nothing is written."""
    wanted = whole(root) if wanted is None else wanted
    found = {path.relative_to(root) for folder in GENERATED for path in _files(root / folder)}
    return sorted(
        path
        for path in found | wanted.keys()
        if path not in wanted or not (root / path).exists() or (root / path).read_bytes() != wanted[path]
    )


def whole(root: Path) -> dict[Path, bytes]:
    """Every generated file of the course by its path: of finished sections as they are to be, of others as they stand
    below `root`."""
    finished, _left_out = finished_sections()
    unfinished = {section.file_name for section in all_sections()} - {section.file_name for section in finished}
    standing = {
        path: (root / path).read_bytes()
        for folder in GENERATED
        for path in (found.relative_to(root) for found in _files(root / folder))
        if unfinished & {part.removesuffix(".ipynb") for part in path.parts}
    }
    return standing | generated(finished) | readme(root, finished) | documents(root) | project(root)


def documents(root: Path) -> dict[Path, bytes]:
    """The generated pages of `docs/`; nothing where `root` has no such folder."""
    return {_ENVIRONMENT: environment_page().encode()} if (root / _ENVIRONMENT.parent).is_dir() else {}


def project(root: Path) -> dict[Path, bytes]:
    """The project's settings with the tested versions for uv, which reads them from there and nowhere else.

    https://docs.astral.sh/uv/reference/settings/#constraint-dependencies
    """
    text = (root / _PROJECT).read_text("utf-8") if (root / _PROJECT).exists() else ""
    before, begin, rest = text.partition(_UV_BEGIN)
    heading, _old, after = rest.partition("\n")[0], *rest.partition(_UV_END)[::2]
    if not (begin and after):
        return {}
    lines = (root / _CONSTRAINTS).read_text("utf-8").splitlines()
    listed = "".join(f'    "{line}",\n' for line in lines if line and not line.startswith("#"))
    block = f"{begin}{heading}\nconstraint-dependencies = [\n{listed}]\n{_UV_END}"
    return {_PROJECT: f"{before}{block}{after}".encode()}


def generated(sections: Sequence[Section]) -> dict[Path, bytes]:
    """Every generated file by its path, with its content."""
    files: dict[Path, bytes] = {}
    for index, section in enumerate(sections):
        following = sections[index + 1] if index + 1 < len(sections) else None
        name = section.file_name
        if section.has_notebook:
            files[Path(f"notebooks/{name}.ipynb")] = notebook(section, following, solution=False)
            files[Path(f"solutions/{name}.ipynb")] = notebook(section, following, solution=True)
        for path, content in _lab(section):
            files[path] = content
    return files


def readme(root: Path, sections: Sequence[Section]) -> dict[Path, bytes]:
    """The README below `root` with its table of sections anew; nothing when there is none, or it has no such table."""
    path = root / _README
    text = path.read_text("utf-8") if path.exists() else ""
    before, begin, rest = text.partition(_BEGIN)
    _old, end, after = rest.partition(_END)
    if not (begin and end):
        return {}
    return {_README: f"{before}{begin}\n{section_table(sections)}\n{end}{after}".encode()}


def section_table(sections: Sequence[Section]) -> str:
    """What each section grades, in Markdown: its skills with their points, its lab, its minutes."""
    lines = ["| | section | skills and their points | lab | minutes |", "|---|---|---|---|---|"]
    for section in sections:
        if not section.is_own:
            continue
        skills = ", ".join(f"{item.name} {item.points:g}" for item in section.exercises()) or "-"
        lab = section.lab()
        points = f"{lab.points:g}" if lab is not None else "-"
        lines.append(
            f"| {section.number:02d} | {section.title} (`{section.id}`) | {skills} | {points} | {section.minutes} |"
        )
    return "\n".join(lines)


def notebook(section: Section, following: Section | None, *, solution: bool) -> bytes:
    """The section's notebook, without outputs; with the solutions in place, or as the learner starts."""
    seen: dict[str, int] = {}
    cells = [_notebook_cell(section, following, cell, seen, solution=solution) for cell in section.cells()]
    cells += _handing_in(section)
    metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "lambda_workshop": {"section": section.id},
    }
    document = nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    # Once, as a whole: nbformat's own functions do so for each cell, which takes most of a build's time.
    nbformat.validate(document)
    text: str = nbformat.v4.writes(document)
    return (text + "\n").encode()


def _handing_in(section: Section) -> list[dict[str, Any]]:
    """How every notebook ends: with a button for those who hand in."""
    name = section.id.replace("-", "_")
    words = {"cell_type": "markdown", "id": f"{section.id}-hand-in", "metadata": {}, "source": HAND_IN}
    code = {"cell_type": "code", "id": f"{section.id}-submit", "metadata": {}, "source": f"{name}.submit()"}
    return [words, code | {"outputs": [], "execution_count": None}]


def _notebook_cell(
    section: Section, following: Section | None, cell: Cell, seen: dict[str, int], *, solution: bool
) -> dict[str, Any]:
    identity = cell_id(section, cell, seen)
    if not cell.is_code:
        source = _filled_in(cell.source, section, following)
        return {"cell_type": "markdown", "id": identity, "metadata": {}, "source": source}
    source = cell.solved() if solution else cell.starter()
    metadata = _metadata(section, cell, identity)
    code = {"cell_type": "code", "id": identity, "metadata": metadata, "source": source}
    return code | {"outputs": [], "execution_count": None}


def cell_id(section: Section, cell: Cell, seen: dict[str, int]) -> str:
    """A name that stays when other cells come and go: section, exercise and role, or the heading or first line."""
    if cell.exercise:
        stem = f"{section.id}-{cell.exercise}-{cell.role or 'cell'}"
    else:
        heading = re.search(r"^#+ (.+)$", cell.source, re.MULTILINE) if not cell.is_code else None
        words = heading[1] if heading else hashlib.sha256(cell.source.encode()).hexdigest()[:10]
        stem = f"{section.id}-{re.sub(r'[^a-z0-9]+', '-', words.lower()).strip('-')}"[:56]
    seen[stem] = seen.get(stem, 0) + 1
    return stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"


def _metadata(section: Section, cell: Cell, identity: str) -> dict[str, Any]:
    """What nbgrader and `workshop grade` read: which cells are answers, which are graded, and for how much.

    https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
    """
    if not cell.exercise:
        return {}
    metadata: dict[str, Any] = {
        "lambda_workshop": {"exercise": f"{section.id}.{cell.exercise}", "role": cell.role or "cell"}
    }
    if cell.role == "check":
        points = next(item.points for item in section.exercises() if item.name == cell.exercise)
        metadata["nbgrader"] = _nbgrader(f"{section.id}-{cell.exercise}", graded=True) | {"points": points}
    elif cell.role == "answer":
        metadata["nbgrader"] = _nbgrader(identity, graded=False)
    return metadata


def _nbgrader(grade_id: str, *, graded: bool) -> dict[str, Any]:
    return {
        "grade": graded,
        "grade_id": grade_id,
        "locked": graded,
        "schema_version": 3,
        "solution": not graded,
        "task": False,
    }


def _filled_in(source: str, section: Section, following: Section | None) -> str:
    source = source.replace("<!-- trigger table -->", trigger_table(section))
    source = source.replace("<!-- quota table -->", quota_table(section))
    source = source.replace("<!-- further reading -->", further_reading(section))
    return source.replace("<!-- next -->", _next(following))


def quota_table(section: Section) -> str:
    """The section's own quotas as a Markdown table, each with its page."""
    rows = [f"| {quota.name} | {quota.value} | [source]({quota.source}) |" for quota in section.quotas]
    return "\n".join(["| Limit | Value | Page |", "|---|---|---|", *rows])


def trigger_table(section: Section) -> str:
    """The trigger's facts as a Markdown table, with the page of every quota."""
    trigger = section.trigger
    if trigger is None:
        return ""
    ways = {"push": "Push: the source calls Lambda", "poll": "Poll: Lambda asks the source"}
    calls = {"sync": "synchronous", "async": "asynchronous", "batch": "synchronous, with a batch"}
    rows = [
        ("Who calls whom", trigger.caller),
        ("Push or poll", ways[trigger.model]),
        ("Invocation", calls[trigger.invocation]),
        ("Permission", trigger.permission),
        ("Who retries", trigger.retries),
        ("Where failures go", trigger.failures),
        *[(quota.name, f"{quota.value} ([source]({quota.source}))") for quota in trigger.quotas],
    ]
    return "\n".join(["| Fact | Here |", "|---|---|", *[f"| {name} | {value} |" for name, value in rows]])


def further_reading(section: Section) -> str:
    """The chapter's links and AWS's pages."""
    items = [f"- [{link.title}]({link.url})" for link in section.links]
    return "\n".join(["**Further reading**", "", *items]) if items else ""


def _next(following: Section | None) -> str:
    if following is None:
        return "This was the last section."
    if not following.has_notebook:
        return f"This was the last notebook. The lab `labs/{following.file_name}/` joins them all."
    return f"Next: [{following.title}]({following.file_name}.ipynb)."


def _lab(section: Section) -> Iterator[tuple[Path, bytes]]:
    source = section.folder / "lab"
    if not source.is_dir():
        return
    lab, solved = Path("labs") / section.file_name, Path("solutions/labs") / section.file_name
    handler = (source / "handler.py").read_text("utf-8")
    yield lab / "handler.py", (transform(handler, solution=False) + "\n").encode()
    yield solved / "handler.py", (transform(handler, solution=True) + "\n").encode()
    for name in _LAB_FILES:
        yield lab / name, (source / name).read_bytes()
    for name, text in section.given_files().items():
        yield lab / name, text.encode()
    for path in sorted(section.folder.glob("events/*.json")):
        yield lab / "events" / path.name, _normal(path)


def _normal(path: Path) -> bytes:
    return (json.dumps(json.loads(path.read_text("utf-8")), indent=2, ensure_ascii=False) + "\n").encode()


def _files(folder: Path) -> Iterator[Path]:
    """The files of a generated folder, without what tools leave there."""
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
