"""The class's notebooks and labs: the chosen sections, numbered and linked in the class's order, with its own notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import nbformat

from lambda_workshop.authoring.build import generated
from lambda_workshop.authoring.section import Section, load
from lambda_workshop.classroom.class_file import ClassFile
from lambda_workshop.handout import FOLDERS


def chosen(settings: ClassFile) -> list[Section]:
    """The class's sections, numbered from 1 in its order; the course's start, where it comes first, stays 0."""
    first = 0 if settings.sections[0] == "start" else 1
    return [replace(load(name), number=number) for number, name in enumerate(settings.sections, start=first)]


def handed_out(settings: ClassFile) -> dict[Path, bytes]:
    """Every file that learners work in, by its path."""
    sections = chosen(settings)
    files = {path: content for path, content in generated(sections).items() if path.parts[0] in FOLDERS}
    if not settings.labs:
        labs = {section.file_name for section in sections if section.has_notebook}
        files = {
            path: content for path, content in files.items() if path.parts[0] != "labs" or path.parts[1] not in labs
        }
    for section, note in notes(settings).items():
        path = next(Path(f"notebooks/{one.file_name}.ipynb") for one in sections if one.id == section)
        if path in files:
            files[path] = _with_note(files[path], section, note)
    return files


def notes(settings: ClassFile) -> Mapping[str, str]:
    """The instructor's own words for sections of the class."""
    found = {}
    for section in settings.sections:
        for name in (f"{section}.md", f"{section.replace('-', '_')}.md"):
            if settings.notes is not None and (settings.notes / name).is_file():
                found[section] = (settings.notes / name).read_text("utf-8")
    return found


def _with_note(content: bytes, section: str, note: str) -> bytes:
    """The notebook with the note below its title."""
    document = nbformat.reads(content.decode(), as_version=4)
    document.cells.insert(1, nbformat.v4.new_markdown_cell(note.strip(), id=f"{section}-note"))
    text: str = nbformat.writes(document)
    return (text + "\n").encode()
