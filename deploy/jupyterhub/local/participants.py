"""A participant's server on this machine: a folder, a backend and limits of its own, and a box where one can be had."""

from __future__ import annotations

import asyncio
import functools
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner
from jupyterhub.traitlets import ByteSpecification
from traitlets import Integer, Unicode

from lambda_workshop import handout
from lambda_workshop.handout import hand_out

ROOT = Path(__file__).parents[3]
OPEN_FILES = 4096


class ParticipantSpawner(SimpleLocalProcessSpawner):
    """Starts JupyterLab for one participant, without a system user of that name.

    The participant's home is `folder/NAME`. All servers run as the user who started the hub: where bubblewrap works,
    each runs in a box that shows no other participant, no process of theirs and nothing of the hub's.
    """

    folder = Unicode(help="Holds the participants' homes.").tag(config=True)
    hidden = Unicode(help="A folder that no participant may see: the hub's own state.").tag(config=True)
    process_memory = ByteSpecification("4G", help="Address space of each process; 0 for no limit.").tag(config=True)
    file_size = ByteSpecification("1G", help="What one file may have; 0 for no limit.").tag(config=True)
    niceness = Integer(5, help="How far participants stand back behind the hub and its proxy.").tag(config=True)

    @property
    def home(self) -> Path:
        """The participant's home folder."""
        return Path(self.folder) / self.user.name

    async def start(self) -> tuple[str, int]:
        """Prepare the home folder and start the server; returns where it will answer."""
        await asyncio.to_thread(self._prepare)
        box = box_for(self.home, Path(self.hidden)) if can_box() else []
        self.cmd = [*box, sys.executable, "-m", "jupyterhub.singleuser"]
        address: tuple[str, int] = await super().start()
        return address

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """The participant's environment: home, state and temporary files below the home folder."""
        home = str(self.home)
        return env | {
            "USER": self.user.name,
            "HOME": home,
            "SHELL": "/bin/bash",
            "TMPDIR": str(self._temporary),
            "WORKSHOP_HOME": f"{home}/.workshop",
            "WORKSHOP_BACKEND": "embedded",
            # Seconds. JupyterLab keeps the backend through a kernel's restart; when it has ended, nobody comes back.
            "WORKSHOP_BACKEND_GRACE": "5",
        }

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        """What the new process does before it becomes the server: go home and take its limits."""
        home = self.home
        limits = {
            # Soft limits only: a function takes those of its own, which may be greater.
            resource.RLIMIT_AS: self.process_memory,
            resource.RLIMIT_FSIZE: self.file_size,
            resource.RLIMIT_NOFILE: OPEN_FILES,
        }
        niceness = self.niceness

        def prepare() -> None:
            os.chdir(home)
            os.umask(0o077)
            os.nice(niceness)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            for limit, most in limits.items():
                _soft, hard = resource.getrlimit(limit)
                if most and (hard == resource.RLIM_INFINITY or most < hard):
                    resource.setrlimit(limit, (most, hard))

        return prepare

    @property
    def _temporary(self) -> Path:
        return self.home / ".tmp"

    def _prepare(self) -> None:
        # Nothing of the participant's runs now: what is there was left by a server that was killed.
        shutil.rmtree(self._temporary, ignore_errors=True)
        self._temporary.mkdir(mode=0o700, parents=True)
        self.home.chmod(0o700)
        self.log.info("%s: %s", self.user.name, hand_out(self.home, course()) or "the course is there")


@functools.cache
def course() -> dict[Path, bytes]:
    """What each participant is given: notebooks and labs, made once."""
    return handout.course()


def box_for(home: Path, hidden: Path) -> list[str]:
    """The command before a participant's command that puts it into a box: the machine read-only, `home` its own.

    It sees its own processes only, nothing in `hidden`, and not the home of the user who started the hub. The network
    is shared: its backend answers on 127.0.0.1, and the hub and JupyterLab must reach each other.
    """
    command = ["bwrap", "--die-with-parent", "--unshare-pid", "--unshare-ipc", "--ro-bind", "/", "/"]
    command += ["--dev", "/dev", "--proc", "/proc"]
    own = Path.home()
    if own.is_dir() and own != Path("/"):
        command += ["--tmpfs", str(own)]
    for path in sorted({str(path.resolve()) for path in (ROOT, Path(sys.prefix), Path(sys.base_prefix))}):
        command += ["--ro-bind", path, path]
    return [*command, "--tmpfs", str(hidden), "--bind", str(home), str(home), "--chdir", str(home), "--"]


@functools.cache
def can_box() -> bool:
    """Whether bubblewrap is installed and may make boxes here."""
    if shutil.which("bwrap") is None:
        return False
    tried = ["bwrap", "--unshare-pid", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "true"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0
