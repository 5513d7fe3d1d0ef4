"""Memory, disk, clock, ports and programs of this machine."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from lambda_workshop.doctor.finding import Finding
from lambda_workshop.setup.folders import state_folder
from lambda_workshop.setup.memory import Room, room

MEMORY_NEEDED = 1024**3
"""JupyterLab with two notebooks and a backend of 20 warm functions take about half of it."""
DISK_NEEDED = 512 * 1024**2
_CLOCK_SECONDS = 60.0


def memory(needed: int = MEMORY_NEEDED) -> Finding:
    """How much is free: of the machine, of a container's share, of what this shell allows."""
    import psutil

    found = room() or Room(int(psutil.virtual_memory().available), "this machine")
    ok = found.left >= needed
    remedy = "" if ok else "close other programs, or shut kernels down in JupyterLab's left bar (Running)"
    if not ok and "ulimit" in found.where:
        remedy = "ulimit -v unlimited; ulimit -d unlimited"
    return Finding("memory", ok, f"{found}; {_size(needed)} wanted", remedy)


def disk(env: Mapping[str, str], needed: int = DISK_NEEDED) -> Finding:
    """Whether the folders that are written to have room and can be written to."""
    folders = [state_folder(env), Path(tempfile.gettempdir())]
    texts, remedy = [], ""
    for folder in folders:
        there = next(parent for parent in (folder, *folder.parents) if parent.exists())
        free = shutil.disk_usage(there).free
        texts.append(f"{_size(free)} free at {folder}")
        if not os.access(there, os.W_OK):
            texts[-1] += ", which cannot be written to"
            remedy = "export WORKSHOP_HOME=$HOME/lambda-workshop"
        elif free < needed:
            remedy = remedy or "df -h; docker system prune"
    return Finding("disk", not remedy, "; ".join(texts), remedy)


def clock(now: float | None = None) -> Finding:
    """Whether the clock can be right: it is not before the course's own files were written."""
    now = time.time() if now is None else now
    written = max(path.stat().st_mtime for path in Path(__file__).parents[1].glob("*.py"))
    shown = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    if now >= written - _CLOCK_SECONDS:
        return Finding("clock", True, shown)
    since = time.strftime("%Y-%m-%d", time.gmtime(written))
    return Finding("clock", False, f"{shown}, but the course was written on {since}", _set_clock())


def clock_beside(endpoint_url: str) -> Finding | None:
    """How far this clock and that of the program at the address are apart; None when it gives no time.

    A virtual machine under Docker may fall behind when the computer sleeps.
    """
    address = urlsplit(endpoint_url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=2)
    try:
        connection.request("GET", "/_localstack/health")
        date = connection.getresponse().headers.get("Date", "")
        apart = abs(parsedate_to_datetime(date).timestamp() - time.time())
    except (OSError, http.client.HTTPException, TypeError, ValueError):
        return None
    finally:
        connection.close()
    if apart < _CLOCK_SECONDS:
        return Finding("LocalStack's clock", True, f"{apart:.0f} s from this machine's")
    restart = "wsl --shutdown" if "microsoft" in os.uname().release.lower() else "restart Docker"
    return Finding("LocalStack's clock", False, f"{apart:.0f} s from this machine's", restart, needed=False)


def _set_clock() -> str:
    return "sudo sntp -sS time.apple.com" if sys.platform == "darwin" else "sudo timedatectl set-ntp true"


def ports() -> list[Finding]:
    """Whether a port of 127.0.0.1 can be opened and reached, and whether JupyterLab's usual one is free."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(2)
            with socket.create_connection(server.getsockname(), timeout=2) as client, server.accept()[0] as answering:
                client.sendall(b"?")
                answering.settimeout(2)
                heard = answering.recv(1)
        found = [Finding("ports", heard == b"?", "ports of 127.0.0.1 can be opened and reached")]
    except OSError as error:
        remedy = "sudo ip link set lo up; a firewall must let 127.0.0.1 through"
        found = [Finding("ports", False, f"no port of 127.0.0.1 can be opened and reached: {error}", remedy)]
    taken = _taken(8888)
    text = "taken by another program: JupyterLab takes the next one" if taken else "free for JupyterLab"
    return [*found, Finding("port 8888", True, text, needed=False)]


def _taken(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(0.3)
        return client.connect_ex(("127.0.0.1", port)) == 0


def programs(env: Mapping[str, str]) -> list[Finding]:
    """Programs that only some parts want."""
    wanted = (
        ("node", "nodejs", "for a class's hub on one machine; no lesson needs it"),
        ("chromium", "chromium", "for the browser tests"),
    )
    found = []
    for name, package, purpose in wanted:
        path = shutil.which(name, path=env.get("PATH", ""))
        remedy = "" if path else f"sudo apt-get install {package}"
        found.append(Finding(name, path is not None, f"{path or 'not installed'} ({purpose})", remedy, needed=False))
    return found


def _size(amount: int) -> str:
    return f"{amount / 1024**3:.1f} GB"
