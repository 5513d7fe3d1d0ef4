"""The forms in which a class's copy of the course reaches its learners, each a folder or a zip file."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambda_workshop.bundle import make as bundle
from lambda_workshop.classroom.class_file import FILE, ClassFile
from lambda_workshop.classroom.release import texts
from lambda_workshop.classroom.release.copy import CopyError, make_wheel
from lambda_workshop.classroom.release.course import chosen, handed_out
from lambda_workshop.classroom.release.texts import GIT, GRADESCOPE, HUB, STICK, ZIP
from lambda_workshop.doctor.packages import constraints_file
from lambda_workshop.handout import hand_out

_TEMPLATES = Path(__file__).parent / "templates"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge")
Tell = Callable[[str], None]


class ReleaseError(Exception):
    """The release cannot be made; the message says what to do."""


@dataclass(frozen=True)
class Released:
    """What was written for a form: the file or folder to give out, and what an instructor must know of it."""

    form: str
    path: Path
    notes: tuple[str, ...] = ()


def release(
    settings: ClassFile,
    out: Path,
    forms: Sequence[str] = (ZIP,),
    *,
    pythons: Sequence[str] = (),
    systems: Sequence[str] = (),
    tell: Tell = lambda line: None,
) -> list[Released]:
    """Write each form below `out`, with the mail to the learners and the handout.

    Args:
        settings: the class.
        out: where; what an earlier release left there is written anew.
        forms: of `texts.FORMS`.
        pythons: for the stick: further Pythons of this kind of machine.
        systems: for the stick: further systems, as `workshop bundle` has them.
        tell: is given each step.

    Raises:
        ReleaseError: a form cannot be made.
    """
    makers: Mapping[str, Callable[[ClassFile, Path], Released]] = {
        ZIP: _zip,
        STICK: lambda one, folder: _stick(one, folder, pythons, systems, tell),
        HUB: _hub,
        GIT: _git,
        GRADESCOPE: _gradescope,
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        done = []
        for form in forms:
            tell(f"Making the {form} ...")
            done.append(makers[form](settings, out))
        done.append(_letters(settings, out, forms[0]))
    except (CopyError, bundle.BundleError) as error:
        raise ReleaseError(str(error)) from error
    except OSError as error:
        raise ReleaseError(f"{out} cannot be written: {error}.") from error
    return done


def _zip(settings: ClassFile, out: Path) -> Released:
    path = out / f"{settings.slug}.zip"
    with tempfile.TemporaryDirectory() as draft:
        folder = Path(draft) / settings.slug
        _course(settings, folder, ZIP)
        _zipped(folder, path, settings.slug)
    return Released(ZIP, path)


def _stick(settings: ClassFile, out: Path, pythons: Sequence[str], systems: Sequence[str], tell: Tell) -> Released:
    folder = out / "stick"
    with tempfile.TemporaryDirectory() as draft:
        wheel = make_wheel(settings, Path(draft))
        made = bundle.make(folder, pythons=pythons, systems=systems, wheel=wheel, images=False, tell=tell)
    lost = [f"not for {target}: nobody publishes {', '.join(names)}" for target, names in made.missing_wheels.items()]
    return Released(STICK, folder, (f"{made.wheels} wheels, {made.size >> 20} MB", *lost))


def _hub(settings: ClassFile, out: Path) -> Released:
    source = Path(__file__).parents[4] / "deploy" / "jupyterhub"
    if not source.is_dir():
        raise ReleaseError("The hub's files are in the course's checkout only: run this from there.")
    folder = _emptied(out / "hub")
    ignored = shutil.ignore_patterns("__pycache__", "kubernetes")
    shutil.copytree(source, folder / "deploy" / "jupyterhub", ignore=ignored)
    make_wheel(settings, folder / "wheels")
    _constraints(folder)
    _template("hub-start.sh", folder / "start.sh", settings)
    note = "run `sh start.sh` in it; participants' work is in class/participants, which `workshop class collect` reads"
    return Released(HUB, folder, (note,))


def _git(settings: ClassFile, out: Path) -> Released:
    folder = _emptied(out / "git")
    _course(settings, folder, GIT)
    _template("gitignore", folder / ".gitignore", settings)
    workflow = "hand-in-sealed.yml" if not settings.answers_on_disk else "hand-in.yml"
    _template(workflow, folder / ".github" / "workflows" / "hand-in.yml", settings)
    return Released(GIT, folder, ("push it to a repository, and mark that as a template",))


def _gradescope(settings: ClassFile, out: Path) -> Released:
    """An autograder as https://gradescope-autograders.readthedocs.io/en/latest/specs/ asks for it."""
    path = out / "gradescope-autograder.zip"
    with tempfile.TemporaryDirectory() as draft:
        folder = Path(draft) / "autograder"
        folder.mkdir()
        # The grader's own: with the checks, whatever learners get.
        make_wheel(settings, folder / "wheels", sealed=False)
        _constraints(folder)
        _template("gradescope-setup.sh", folder / "setup.sh", settings)
        _template("gradescope-run.sh", folder / "run_autograder", settings)
        (folder / FILE).write_text(_without_people(settings), "utf-8")
        if settings.extra is not None:
            shutil.copytree(settings.extra, folder / "steps", ignore=shutil.ignore_patterns("__pycache__"))
        # At the root of the archive, as Gradescope wants them.
        _zipped(folder, path, "")
    return Released(
        GRADESCOPE,
        path,
        (
            "choose Ubuntu 24.04 as its base image, and 3 GB of memory",
            "where its container may make no namespaces, submissions run without a sandbox and could read the checks",
        ),
    )


def _letters(settings: ClassFile, out: Path, form: str) -> Released:
    sections = chosen(settings)
    path = out / "mail.txt"
    path.write_text(texts.mail(form, settings, sections), "utf-8")
    page = out / "handout.html"
    page.write_text(texts.handout(form, settings, sections), "utf-8")
    notes = [str(page)]
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    pdf = page.with_suffix(".pdf")
    if browser is None:
        notes.append("no PDF without a Chromium: print the page from any browser")
    elif _printed(browser, page, pdf):
        notes.append(str(pdf))
    else:
        notes.append(f"{browser} made no PDF: print the page from any browser")
    return Released("mail and handout", path, tuple(notes))


def _printed(browser: str, page: Path, pdf: Path) -> bool:
    with tempfile.TemporaryDirectory() as profile:
        line = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
        line += ["--no-pdf-header-footer", f"--print-to-pdf={pdf.absolute()}", page.absolute().as_uri()]
        try:
            done = subprocess.run(line, capture_output=True, timeout=120)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0 and pdf.is_file()


def _course(settings: ClassFile, folder: Path, form: str) -> None:
    """The learners' folder: notebooks, labs, the class's wheel, and what starts it."""
    hand_out(folder, handed_out(settings))
    make_wheel(settings, folder / "wheels")
    _constraints(folder)
    _template("start.sh", folder / "start.sh", settings)
    (folder / "README.md").write_text(texts.front(form, settings, chosen(settings)), "utf-8")


def _constraints(folder: Path) -> None:
    source = constraints_file()
    if source is None:
        raise CopyError("constraints.txt is missing: install the course from its wheel or a checkout.")
    shutil.copy(source, folder / "constraints.txt")


def _template(name: str, to: Path, settings: ClassFile) -> None:
    text = (_TEMPLATES / name).read_text("utf-8")
    sections = " ".join(f"--section {section}" for section in settings.sections)
    text = text.replace("@SLUG@", settings.slug).replace("@SECTIONS@", sections)
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(text, "utf-8")
    to.chmod(0o755 if text.startswith("#!") else 0o644)


def _without_people(settings: ClassFile) -> str:
    """The class file with what grading needs, and nobody's name and no date in it."""
    lines = [f"name = {json.dumps(settings.name)}", f"sections = {json.dumps(list(settings.sections))}"]
    lines += [f"labs = {str(settings.labs).lower()}", *(['extra = "steps"'] if settings.extra else [])]
    if settings.total is not None:
        lines += ["[points]", f"total = {settings.total:g}"]
    if settings.weights:
        lines += ["[points.weights]", *(f"{json.dumps(name)} = {value:g}" for name, value in settings.weights.items())]
    return "\n".join(lines) + "\n"


def _emptied(folder: Path) -> Path:
    """The folder, with nothing in it; raises OSError when what is there is not ours."""
    mark = folder / ".released"
    if folder.exists():
        if any(folder.iterdir()) and not mark.exists():
            raise OSError(
                17, "it has files in it that no release wrote; remove them, or name another folder", str(folder)
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    mark.touch()
    return folder


def _zipped(folder: Path, path: Path, prefix: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = (Path(prefix) / file.relative_to(folder)).as_posix()
            member = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            member.external_attr = (file.stat().st_mode & 0o777 | 0o100000) << 16
            archive.writestr(member, file.read_bytes(), zipfile.ZIP_DEFLATED)
