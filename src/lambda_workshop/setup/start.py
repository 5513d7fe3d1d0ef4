"""Where the set-up begins, and the one place that says which Pythons the course is tested with.

`python3 start.py lab` looks for a Python that fits, this one first, and goes on in it as the set-up program. So that an
old `python3` can say what is wrong too, this file is written for Python 3.6 and newer; all others need OLDEST.
"""

import glob
import os
import subprocess
import sys

OLDEST = (3, 11)
NEWEST = (3, 15)
"""The newest that every test has passed on. A newer one is tried, with a warning."""
NAMED = "--python-named"
"""The caller named this Python: no other is looked for."""
_NEEDED = ("ctypes", "ssl", "venv", "zlib")
_CHECK = "import {}, sys; print('%d.%d' % sys.version_info[:2])".format(", ".join(_NEEDED))
_PLACES = (
    "/usr/bin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/opt/local/bin",
    "/opt/python*/bin",
    "/Library/Frameworks/Python.framework/Versions/*/bin",
    "~/.local/bin",
    "~/.local/share/uv/python/*/bin",
    "~/.pyenv/versions/*/bin",
    "~/.asdf/installs/python/*/bin",
    "~/.local/share/mise/installs/python/*/bin",
)


def versions() -> "list[str]":
    """The tested versions, the newest first: `3.15`, ..., `3.11`."""
    return [f"3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]


def is_tested(version: "tuple[int, ...]") -> bool:
    """Whether the course is tested with this version of Python."""
    return OLDEST <= version[:2] <= NEWEST


def complaint(python: str) -> "tuple[str, tuple[int, ...]]":
    """What is wrong with a Python (nothing: the empty text), and its version where it says one."""
    try:
        asked = [python, "-E", "-s", "-c", _CHECK]
        done = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return str(error), ()
    said = done.stdout.decode(errors="replace").strip()
    if done.returncode or not said:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return (last[0] if last else f"it ended with status {done.returncode}"), ()
    version = tuple(int(part) for part in said.split("."))
    return ("" if version >= OLDEST else f"it is Python {said}"), version


def lacks() -> str:
    """What is missing in this Python: some are installed, or were compiled, in part only."""
    try:
        for name in _NEEDED:
            __import__(name)
    except ImportError as error:
        return str(error)
    return ""


def find() -> "str | None":
    """The newest tested Python of this machine, by its path; else a newer one; None when there is neither."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    for place in _PLACES:
        folders += sorted(glob.glob(os.path.expanduser(place)), reverse=True)
    newer = None
    for name in ["python" + version for version in versions()] + ["python3"]:
        for folder in folders:
            path = os.path.join(folder, name)
            if not (folder and os.access(path, os.X_OK)):
                continue
            wrong, version = complaint(path)
            if not wrong and is_tested(version):
                return path
            newer = newer or (None if wrong else path)
    return newer


def how_to_get_one() -> str:
    """The command that brings a Python that fits, by the kind of system."""
    if sys.platform == "darwin":
        return "brew install python@3.13"
    try:
        with open("/etc/os-release") as file:
            system = file.read()
    except OSError:
        system = ""
    if "fedora" in system or "rhel" in system:
        return "sudo dnf install python3.12"
    if "suse" in system:
        return "sudo zypper install python313"
    if "alpine" in system:
        return "sudo apk add python3"
    # Neither an old Debian nor an old Ubuntu has one among its packages.
    return "uv python install 3.13 (how to get uv: https://docs.astral.sh/uv)"


def go_on(python: str, arguments: "list[str]") -> None:
    """Become the set-up program in this Python. What the learner's environment tells Python is not heard."""
    sys.stdout.flush()
    os.execv(python, [python, "-E", "-s", os.path.abspath(__file__), *arguments])


def main(arguments: "list[str]") -> int:
    """Go on in a Python that fits; returns the exit status of the set-up program, or 1 when there is none."""
    named, wrong = NAMED in arguments, lacks() if sys.version_info >= OLDEST else "it is old"
    if not wrong and (named or is_tested(tuple(sys.version_info[:2]))):
        if not (sys.flags.ignore_environment and sys.flags.no_user_site):
            go_on(sys.executable, arguments)
        return _program([argument for argument in arguments if argument != NAMED])
    needed = "The course needs Python {}.{} or newer".format(*OLDEST)
    mine = "{} is {}.{}.{}".format(sys.executable, *sys.version_info[:3])
    if sys.version_info >= OLDEST and wrong:
        mine += " and not complete: " + wrong
    if named:
        print(f"{needed}, and {mine}.", file=sys.stderr)
        return 1
    found = find()
    if found is None and not wrong:
        found = sys.executable
    if found is None:
        print(f"{needed}; {mine}, and no other was found. To get one: {how_to_get_one()}", file=sys.stderr)
        return 1
    if not is_tested(complaint(found)[1]):
        print(f"The course is tested with Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; {found} is newer. Trying it.")
    elif os.path.realpath(found) != os.path.realpath(sys.executable):
        print(f"{mine}: using {found}.")
    go_on(found, [NAMED, *[argument for argument in arguments if argument != NAMED]])
    return 1


def _program(arguments: "list[str]") -> int:
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    # In place of this folder, whose files' names are not meant to be found by other imports.
    sys.path[0] = root
    from lambda_workshop.setup.program import main as run

    return run(arguments, versions()[::-1])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
