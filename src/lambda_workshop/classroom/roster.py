"""The roster: read from whatever table there is, and asked whose a submission is."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from lambda_workshop.classroom.class_file import Learner

# What a column is, by its head without spaces and signs. Canvas calls its user's number ID, and the name Student.
_HEADS = {
    "name": ("name", "fullname", "student", "learner", "vollstandigername", "nombrecompleto", "nomcomplet"),
    "first": ("firstname", "first", "vorname", "givenname", "nombre", "prenom"),
    "last": ("lastname", "last", "surname", "nachname", "familyname", "apellidos", "nom"),
    "email": ("email", "emailaddress", "mail", "emailadresse", "emailadress"),
    "id": ("id", "login", "username", "user", "hub", "benutzername", "anmeldename"),
    "moodle": ("moodle", "identifier", "participant", "id_", "identifikator"),
    "canvas": ("canvas", "canvasid"),
    "sis": ("sisloginid", "sis", "sislogin"),
    "git": ("git", "repository", "repo", "github"),
}


class RosterError(Exception):
    """The table is no roster; the message says what is missing."""


def read_table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The heads and rows of a CSV file, whatever signs separate it and however it is encoded; raises RosterError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RosterError(f"{path} cannot be read: {error.strerror}.") from error
    if content.startswith(b"PK"):
        raise RosterError(f"{path} is a workbook: save it as CSV.")
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first.count)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, restkey="", restval=""))
    heads = [head for head in (rows[0] if rows else {}) if head]
    return heads, [{head: str(row[head] or "").strip() for head in heads} for row in rows]


def read_roster(path: Path) -> list[Learner]:
    """The learners of a table: Moodle's participants or worksheet, Canvas's gradebook, or a list of one's own.

    Raises:
        RosterError: there are no names in it.
    """
    heads, rows = read_table(path)
    columns: dict[str, str] = {}
    for head in heads:
        plain = _plain(head)
        what = next((what for what, names in _HEADS.items() if plain in names), None)
        if plain == "id" and any(_plain(other) == "student" for other in heads):
            what = "canvas"
        if what is not None:
            columns.setdefault(what, head)
    if not columns.keys() & {"name", "last", "email", "id"}:
        raise RosterError(f"{path} has no column of names: its first line names them, such as `name,email`.")
    found: list[Learner] = []
    taken: set[str] = set()
    for row in rows:
        values = {what: _printable(row[head]) for what, head in columns.items()}
        whole = f"{values.get('first', '')} {values.get('last', '')}".strip()
        name = values.get("name") or whole
        # Rows of Canvas's gradebook that are nobody's.
        if not any(values.values()) or "points possible" in name.lower() or name == "Student, Test":
            continue
        if "," in name and (canvas := values.get("canvas")):
            last, _, first = name.partition(",")
            name = f"{first.strip()} {last.strip()}" if canvas else name
        moodle = re.search(r"(\d+)$", values.get("moodle", ""))
        mail = values.get("email", "")
        wanted = values.get("id") or mail.partition("@")[0] or values.get("sis", "") or name
        found.append(
            Learner(
                _new_id(wanted, taken),
                name=name,
                email=mail if "@" in mail else "",
                moodle=moodle[1] if moodle else "",
                canvas=values.get("canvas", ""),
                sis=values.get("sis", ""),
                git=values.get("git", ""),
            )
        )
    if not found:
        raise RosterError(f"{path} has no learners in it.")
    return found


def owner(learners: Mapping[str, Learner], name: str, ids: Mapping[str, str]) -> Learner | None:
    """Whose a submission is, by its number in another system, else by its name; None where nobody or several fit."""
    for system in ("moodle", "canvas"):
        if number := ids.get(system):
            for learner in learners.values():
                if getattr(learner, system) == number:
                    return learner
    if name in learners:
        return learners[name]
    wanted = _names([name])
    fitting = [
        one
        for one in learners.values()
        if wanted & _names([one.id, one.name, one.email, one.email.partition("@")[0], one.sis])
    ]
    return fitting[0] if len(fitting) == 1 else None


def _names(given: Iterable[str]) -> set[str]:
    """Each name in the forms that systems write it in: as it is, without signs, with the last name first."""
    found = set()
    for name in given:
        words = re.findall(r"\w+", _folded(name.replace("_", " ")))
        if words:
            found |= {"".join(words), "".join([words[-1], *words[:-1]])}
    return found


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if not unicodedata.combining(one)).casefold()


def _plain(head: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", _folded(head))


def _printable(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFC", text) if one.isprintable()).strip()


def _new_id(wanted: str, taken: set[str]) -> str:
    """A folder's name made of this text, other than those that are taken."""
    stem = re.sub(r"[^\w.@+-]+", "-", wanted.strip()).strip("-.") or "learner"
    name, number = stem, 2
    while name.casefold() in taken:
        name, number = f"{stem}-{number}", number + 1
    taken.add(name.casefold())
    return name
