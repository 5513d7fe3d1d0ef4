"""Bare machines: a system as debootstrap makes it, in namespaces of its own, on a disk layer that is thrown away.

A machine sees its own processes, files and users; it has this machine's network or none. Root is needed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

CACHE = Path(os.environ.get("WORKSHOP_MACHINES_CACHE") or Path.home() / ".cache" / "lambda-workshop-machines")
"""Where made systems, and what pip fetched for them, are kept from one run to the next."""
SYSTEMS = {
    "bullseye": "Debian 11",
    "bookworm": "Debian 12",
    "trixie": "Debian 13",
    "sid": "Debian unstable",
    "noble": "Ubuntu 24.04",
    "resolute": "Ubuntu 26.04",
}
_UBUNTU = ("noble", "resolute")
HOME = "/home/learner"
COURSE = f"{HOME}/course"
# What a machine takes over of this one: how its package index is reached.
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_PIP_SETTINGS = Path("/etc/pip.conf")
_ENTER = r"""
set -e
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$UPPER/files,workdir=$UPPER/work" "$UPPER/root"
cd "$UPPER/root"
mount -t proc proc proc
mount -t tmpfs -o "mode=1777,size=$TMP_SIZE" tmpfs tmp
mount --rbind /dev dev
mkdir -p var/cache/pip-of-the-course sys/fs/cgroup
mount --bind "$PIP_CACHE" var/cache/pip-of-the-course
mount -t sysfs sysfs sys 2>/dev/null || true
[ -z "$MOUNTS" ] || sh -ec "$MOUNTS"
[ -z "$LOOPBACK" ] || ip link set lo up
exec chroot . setpriv --reuid "$RUN_AS" --regid "$RUN_AS" --clear-groups \
  env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin $VARIABLES sh -c "$SCRIPT"
"""


class NotHere(Exception):
    """Such a machine cannot be made here; the message says why."""


@dataclass(frozen=True)
class Done:
    """How a script ended on a machine, and what it wrote on both streams."""

    status: int
    said: str


@dataclass(frozen=True)
class Machine:
    """A system with the layers of files on it, the lowest first; `folder` is where its own files go."""

    folder: Path
    layers: tuple[Path, ...]
    mounts: str = ""
    network: bool = True
    tmp: str = "2g"
    variables: dict[str, str] = field(default_factory=dict)
    user: int = 1000

    @property
    def files(self) -> Path:
        """What was changed on it: a layer for other machines."""
        return self.folder / "files"

    def run(self, script: str, *, seconds: float = 900, user: int | None = None) -> Done:
        """Run a shell script on it, as its learner unless another user is named."""
        for name in ("files", "work", "root"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        cache = CACHE / "pip"
        if not cache.exists():
            cache.mkdir(parents=True)
            os.chown(cache, 1000, 1000)
        user = self.user if user is None else user
        variables = {"HOME": "/root" if user == 0 else HOME, "LANG": "C.UTF-8"} | _index(user) | self.variables
        env = {
            "PATH": os.environ["PATH"],
            "LOWER": ":".join(str(layer) for layer in reversed(self.layers)),
            "UPPER": str(self.folder),
            "PIP_CACHE": str(cache),
            "TMP_SIZE": self.tmp,
            "MOUNTS": self.mounts,
            "LOOPBACK": "" if self.network else "yes",
            "RUN_AS": str(user),
            "VARIABLES": " ".join(f"{name}={value}" for name, value in variables.items()),
            "SCRIPT": script,
        }
        line = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--ipc", "--uts"]
        line += [] if self.network else ["--net"]
        # In a file, not in a pipe: what a machine leaves running must not keep this one waiting.
        with (self.folder / "said").open("w+b") as said:
            try:
                status = subprocess.run(
                    [*line, "sh", "-c", _ENTER],
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                    timeout=seconds,
                ).returncode
            except subprocess.TimeoutExpired:
                status = 124
            said.seek(0)
            return Done(status, said.read().decode(errors="replace"))

    def write(self, path: str, text: str) -> None:
        """Put a file of the learner's onto it, before it is started."""
        target = self.files / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        os.chown(target, 1000, 1000)


def _index(user: int) -> dict[str, str]:
    """How this machine's pip reaches its index is how the made one's does; a cache is its owner's only."""
    found = {name: value for name, value in os.environ.items() if name in ("PIP_INDEX_URL", "PIP_DEFAULT_TIMEOUT")}
    if _CERTIFICATES.exists():
        found |= {"PIP_CERT": str(_CERTIFICATES), "SSL_CERT_FILE": str(_CERTIFICATES)}
    return found | ({"PIP_CACHE_DIR": "/var/cache/pip-of-the-course"} if user == 1000 else {})


def cannot() -> str:
    """Why no machine can be made here; empty where it can."""
    if os.geteuid() != 0:
        return "bare machines need root"
    lacking = [name for name in ("unshare", "setpriv", "debootstrap", "ip") if shutil.which(name) is None]
    if lacking:
        return f"not installed: {', '.join(lacking)} (apt-get install debootstrap util-linux iproute2)"
    tried = subprocess.run(["unshare", "--mount", "--pid", "--fork", "--net", "true"], capture_output=True, text=True)
    return f"no namespaces here: {tried.stderr.strip()}" if tried.returncode else ""


def system(suite: str, *, packages: Sequence[str] = ()) -> Path:
    """The files of a system with python3, make, these packages and a user; made where it is missing. Raises NotHere."""
    folder = CACHE / "-".join([suite, *packages])
    if not (folder / ".made").exists():
        _make(suite, folder, packages)
    return folder


def _make(suite: str, folder: Path, packages: Sequence[str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    scripts = CACHE / "debootstrap"
    if not scripts.exists():
        shutil.copytree("/usr/share/debootstrap", scripts, symlinks=True)
    script = scripts / "scripts" / suite
    if not script.exists():
        script.symlink_to("gutsy" if suite in _UBUNTU else "sid")
    components = "main,universe" if suite in _UBUNTU else "main"
    line = ["debootstrap", "--variant=minbase", f"--components={components}"]
    line += ["--no-check-gpg"] if suite in _UBUNTU else []
    # Its mirror is debootstrap's own.
    line += [f"--include={','.join(['python3', 'make', *packages])}", suite, str(folder)]
    made = subprocess.run(line, env=os.environ | {"DEBOOTSTRAP_DIR": str(scripts)}, capture_output=True, text=True)
    if made.returncode:
        raise NotHere(f"debootstrap could not make {suite}: {(made.stdout + made.stderr).strip()[-300:]}")
    if _CERTIFICATES.exists():
        (folder / "etc/ssl/certs").mkdir(parents=True, exist_ok=True)
        shutil.copy(_CERTIFICATES, folder / "etc/ssl/certs")
    if _PIP_SETTINGS.exists():
        shutil.copy(_PIP_SETTINGS, folder / "etc")
    shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")
    with (folder / "etc/passwd").open("a") as users:
        users.write(f"learner:x:1000:1000::{HOME}:/bin/sh\n")
    with (folder / "etc/group").open("a") as groups:
        groups.write("learner:x:1000:\n")
    (folder / HOME.lstrip("/")).mkdir(parents=True)
    os.chown(folder / HOME.lstrip("/"), 1000, 1000)
    (folder / ".made").touch()


def put_course(root: Path, machine: Machine, at: str = COURSE) -> None:
    """Copy the checkout at `root` onto a machine, as a learner would have cloned it, without git."""
    target = machine.files / at.lstrip("/")
    target.mkdir(parents=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file() and not name.startswith("tests/"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, target / name)
    for folder in (machine.files / "home", machine.files / HOME.lstrip("/")):
        folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["chown", "-R", "1000:1000", machine.files / HOME.lstrip("/"), target], check=True)
