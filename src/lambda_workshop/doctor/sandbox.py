"""What `workshop grade` confines submissions with: bubblewrap, namespaces, one sandbox within another."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from lambda_workshop.doctor.finding import Finding

_SECONDS = 10.0
_OLDEST = (0, 8)
_INSTALL = "sudo apt-get install bubblewrap"
_PROC = Path("/proc/sys")
# A sandbox as the grader's: processes and network of its own, the system read-only.
_OUTER = (
    "--die-with-parent",
    "--unshare-pid",
    "--unshare-net",
    "--unshare-ipc",
    "--unshare-uts",
    "--ro-bind",
    "/",
    "/",
)
_INNER = ("--die-with-parent", "--unshare-user", "--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc")


def summary(env: Mapping[str, str]) -> Finding:
    """The sandbox in one line, for those who do not grade."""
    lacking = [each for each in examine(env) if not each.ok]
    if not lacking:
        return Finding("sandbox", True, "submissions can be graded here", needed=False)
    text = f"{lacking[0].subject}: {lacking[0].text} (to grade submissions; `workshop doctor --grading` says more)"
    return Finding("sandbox", False, text, lacking[0].remedy, needed=False)


def examine(env: Mapping[str, str]) -> list[Finding]:
    """Each thing that a sandbox needs, tried; what depends on something missing is left out."""
    program = shutil.which("bwrap", path=env.get("PATH", ""))
    if program is None:
        return [Finding("bubblewrap", False, "not installed", _INSTALL)]
    found = [_version(program), *_setpriv(env)]
    outer = _try(program, _outer(), ["true"])
    if outer is not None:
        return [*found, _refused("namespaces", outer)]
    found.append(Finding("namespaces", True, "a sandbox has processes, a network and a file system of its own"))
    inner = _try(program, _outer(), _mounted([program, *_INNER, "--", "true"]))
    if inner is not None:
        return [*found, _refused("nested sandbox", inner)]
    return [*found, Finding("nested sandbox", True, "a sandbox can be put up within another"), _graders_own()]


def _graders_own() -> Finding:
    """The very box and room that submissions are graded in, with this Python's folders in them."""
    from lambda_workshop.grading.sandbox import unusable

    said = unusable()
    return Finding("grader's box", not said, said or "stands, with a room in it", permission() if said else "")


def _outer() -> list[str]:
    # As root the grader needs no namespace of users; anyone else does.
    root = os.geteuid() == 0
    return [*_OUTER, "--dev", "/dev", *(["--dir", "/proc"] if root else ["--unshare-user", "--proc", "/proc"])]


def _mounted(command: Sequence[str]) -> list[str]:
    if os.geteuid() != 0:
        return list(command)
    # Bubblewrap covers parts of /proc for root, and an inner sandbox could then not have one of its own.
    return ["sh", "-c", 'mount -t proc proc /proc && exec "$@"', "sh", *command]


def _version(program: str) -> Finding:
    said = _run([program, "--version"])
    numbers = re.search(r"(\d+)\.(\d+)", said.stdout if said else "")
    if numbers is None:
        return Finding("bubblewrap", False, f"{program} does not say its version", _INSTALL)
    version = (int(numbers[1]), int(numbers[2]))
    text = f"{version[0]}.{version[1]} at {program}"
    if version < _OLDEST:
        return Finding("bubblewrap", False, f"{text}; 0.8 or newer is needed", _INSTALL)
    return Finding("bubblewrap", True, text)


def _setpriv(env: Mapping[str, str]) -> list[Finding]:
    """As root, what makes the parts of a sandbox run as different users."""
    if os.geteuid() != 0:
        return []
    path = shutil.which("setpriv", path=env.get("PATH", ""))
    remedy = "" if path else "sudo apt-get install util-linux"
    return [Finding("setpriv", path is not None, path or "not installed (the grader runs as root)", remedy)]


def _try(program: str, options: Sequence[str], command: Sequence[str]) -> str | None:
    """Run the command in a sandbox; None when it went well, else what was said."""
    done = _run([program, *options, "--", *command])
    if done is None:
        return f"it did not end within {_SECONDS:.0f} seconds"
    if done.returncode == 0:
        return None
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"it ended with status {done.returncode}"


def _run(line: Sequence[str]) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            line, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return None
    except OSError as error:
        return subprocess.CompletedProcess(line, 126, "", str(error))


def _refused(subject: str, said: str) -> Finding:
    return Finding(subject, False, f"refused: {said}", permission())


def permission(kernel: Path = _PROC) -> str:
    """The command that permits namespaces, by what forbids them on this machine."""
    settings = (
        ("kernel/unprivileged_userns_clone", "0", "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
        (
            "kernel/apparmor_restrict_unprivileged_userns",
            "1",
            "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        ("user/max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=28633"),
    )
    for name, forbids, command in settings:
        path = kernel / name
        if path.exists() and path.read_text().strip() == forbids:
            return command
    # In a container it is the container's engine that forbids them.
    return "docker run --privileged ... (or --security-opt seccomp=unconfined --security-opt systempaths=unconfined)"
