"""JupyterHub for a class on one machine: `make hub`. What it protects, and what it does not: ../README.md.

WORKSHOP_HUB_URL       where it answers (http://127.0.0.1:8000; a room: https://0.0.0.0:8000 with a certificate)
WORKSHOP_HUB_CERT, _KEY  files of a certificate and its key, for https
WORKSHOP_HUB_PASSWORD  the room's password (default: made once, and kept in the folder)
WORKSHOP_HUB_FOLDER    where everything is kept: the participants' homes and the hub's state (class/ in the checkout)
WORKSHOP_HUB_IDLE      seconds after which a server that nobody uses is ended (3600)
WORKSHOP_HUB_MEMORY    address space of each process of a participant (4G; 0 for no limit)
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from participants import ROOT, ParticipantSpawner, can_box  # noqa: E402

c = get_config()  # type: ignore[name-defined]  # noqa: F821

URL = os.environ.get("WORKSHOP_HUB_URL", "http://127.0.0.1:8000").rstrip("/") + "/"
FOLDER = Path(os.environ.get("WORKSHOP_HUB_FOLDER", ROOT / "class")).absolute()
STATE = FOLDER / "hub"
IDLE = int(os.environ.get("WORKSHOP_HUB_IDLE", "3600"))
INSTRUCTOR = "instructor"


def kept_password(name: str, *, words: int) -> str:
    """A password that was made once: `words` groups of five characters that are hard to confuse."""
    path = STATE / name
    if not path.exists():
        made = "-".join(
            "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(5)) for _ in range(words)
        )
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(made + "\n")
    return path.read_text("utf-8").strip()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def say(*lines: str) -> None:
    """On the instructor's terminal, before the log."""
    print("\n".join(("", *lines, "")), file=sys.stderr, flush=True)


FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
STATE.mkdir(mode=0o700, exist_ok=True)
password = os.environ.get("WORKSHOP_HUB_PASSWORD") or kept_password("room-password", words=2)

# The hub and its proxy. What they say to each other stays on this machine, on ports that are free.
c.JupyterHub.bind_url = URL
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{free_port()}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{free_port()}"
c.ConfigurableHTTPProxy.command = [str(Path(sys.prefix) / "hub/node_modules/.bin/configurable-http-proxy")]
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")
c.JupyterHub.db_url = f"sqlite:///{STATE / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie-secret")
if os.environ.get("WORKSHOP_HUB_CERT"):
    c.JupyterHub.ssl_cert = os.environ["WORKSHOP_HUB_CERT"]
    c.JupyterHub.ssl_key = os.environ["WORKSHOP_HUB_KEY"]

# Who comes in: whoever knows the room's password, under a name of their own choice.
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = password
c.SharedPasswordAuthenticator.admin_password = kept_password("instructor-password", words=7)
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {INSTRUCTOR}
# A name is a folder's name.
c.Authenticator.username_pattern = r"[a-z][a-z0-9-]{0,31}"
c.JupyterHub.template_vars = {
    "announcement_login": "Choose a name: a letter, then letters, digits or -. It leads you back to your work. "
    "The password is the room's: your instructor has it."
}

# What each gets.
c.JupyterHub.spawner_class = ParticipantSpawner
c.ParticipantSpawner.folder = str(FOLDER / "participants")
c.ParticipantSpawner.hidden = str(FOLDER)
c.ParticipantSpawner.process_memory = os.environ.get("WORKSHOP_HUB_MEMORY", "4G")
c.Spawner.default_url = "/lab/tree/notebooks/00_start.ipynb"
c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []
# A whole class comes at the same minute, and waits for the same processors.
c.Spawner.start_timeout = c.Spawner.http_timeout = 180
# In a box the server ends with everything at once; without one it is asked first.
c.LocalProcessSpawner.interrupt_timeout = 5

# Who is gone leaves nothing running: notebooks and progress stay, what was in the backend goes.
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE}"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    },
    {"name": "instructor", "scopes": ["access:servers"], "users": [INSTRUCTOR]},
]

say(
    f"The class's hub: {URL}",
    f"Participants: any name (a letter first, then letters, digits, -), password {password}",
    f"You: the name {INSTRUCTOR}, the password in {STATE / 'instructor-password'}",
)
if not can_box():
    say(
        "WARNING: bubblewrap is missing or not allowed here, so participants are not kept apart: each can read and",
        "end what belongs to the others, to the hub and to you. Only for people whom you trust with your account.",
        "Debian and Ubuntu: apt-get install bubblewrap",
    )
if urlsplit(URL).scheme == "http" and urlsplit(URL).hostname not in ("127.0.0.1", "localhost", "::1"):
    say(
        "WARNING: this address is open to the network without https: passwords and everybody's work can be read",
        "along. Name a certificate: WORKSHOP_HUB_CERT and WORKSHOP_HUB_KEY.",
    )
