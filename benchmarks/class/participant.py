"""One participant of a class as a browser would be: signs in, starts a server, runs a notebook's cells in a kernel."""

from __future__ import annotations

import json
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import requests
from websockets.sync.client import ClientConnection, connect

from lambda_workshop.checks.result import MIME_TYPE

READY_SECONDS, CELL_SECONDS = 240.0, 180.0
"""How long a server may take to answer, and a cell to run, before the measurement fails."""


@dataclass
class Cell:
    """What a cell showed: the text that a learner reads, the results of checks by exercise, an error's name."""

    text: str = ""
    results: dict[str, str] = field(default_factory=dict)
    error: str = ""


class Participant:
    """A session with the hub at `url` under this name; `homes` is where the hub keeps the participants' homes."""

    def __init__(self, url: str, name: str, homes: Path) -> None:
        self.url, self.name, self.home = url, name, homes / name
        self._web = requests.Session()
        self._web.trust_env = False
        self._kernel = ""
        self._socket: ClientConnection | None = None

    def sign_in(self, password: str) -> None:
        """Fill in the hub's page; raises PermissionError when the hub says no."""
        page = self._web.get(f"{self.url}/hub/login", timeout=60)
        found = re.search(r'name="_xsrf" value="([^"]+)"', page.text)
        assert found, "the page has no form"
        form = {"username": self.name, "password": password, "_xsrf": found[1]}
        # Where a browser goes next would start the server: that is measured on its own.
        answer = self._web.post(f"{self.url}/hub/login?next=%2Fhub%2Fhome", data=form, timeout=60)
        if answer.status_code != 200:
            raise PermissionError(f"{self.name}: {answer.status_code}")

    def start_server(self) -> float:
        """Ask the hub for a server and open JupyterLab; returns the seconds until it answered."""
        began, pause = time.monotonic(), threading.Event()
        self._hub("POST", f"users/{self.name}/server")
        while not self._hub("GET", f"users/{self.name}").json()["servers"].get("", {}).get("ready"):
            if time.monotonic() - began > READY_SECONDS:
                raise TimeoutError(f"{self.name}'s server was not ready in time")
            pause.wait(0.2)
        # Through the hub's consent and back, which leaves the cookies of this server.
        page = self._web.get(f"{self.url}/user/{self.name}/lab", timeout=60)
        page.raise_for_status()
        assert "/lab" in page.url, page.url
        return time.monotonic() - began

    def stop_server(self) -> None:
        """Ask the hub to end the server; returns when it has ended."""
        pause, deadline = threading.Event(), time.monotonic() + 60
        self._hub("DELETE", f"users/{self.name}/server")
        while self._hub("GET", f"users/{self.name}").json()["servers"]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name}'s server did not end in time")
            pause.wait(0.2)

    def files(self) -> set[str]:
        """The names in the participant's first folder, as JupyterLab shows them."""
        return {entry["name"] for entry in self._lab("GET", "contents/notebooks").json()["content"]}

    def open_kernel(self, notebook: str) -> None:
        """Open a notebook, which starts its kernel, and the line to that kernel."""
        asked = {"path": notebook, "name": notebook, "type": "notebook", "kernel": {"name": "python3"}}
        self._kernel = self._lab("POST", "sessions", json=asked).json()["kernel"]["id"]
        cookies = "; ".join(
            f"{cookie.name}={cookie.value}"
            for cookie in self._web.cookies
            if cookie.path in ("/", f"/user/{self.name}/")
        )
        address = f"ws{self.url.removeprefix('http')}/user/{self.name}/api/kernels/{self._kernel}/channels"
        self._socket = connect(
            f"{address}?session_id={uuid.uuid4()}&_xsrf={quote(self._xsrf(f'/user/{self.name}/'))}",
            additional_headers={"Cookie": cookies},
            origin=self.url,  # type: ignore[arg-type]
            proxy=None,
            max_size=None,
            open_timeout=60,
        )

    def run(self, source: str) -> Cell:
        """Run one cell; returns what it showed once the kernel is idle again."""
        assert self._socket is not None
        asked = str(uuid.uuid4())
        header = {
            "msg_id": asked,
            "msg_type": "execute_request",
            "username": self.name,
            "session": "",
            "version": "5.3",
        }
        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self._socket.send(json.dumps(message))
        cell, deadline = Cell(), time.monotonic() + CELL_SECONDS
        while True:
            heard = json.loads(self._socket.recv(timeout=max(0.0, deadline - time.monotonic())))
            if heard["parent_header"].get("msg_id") != asked:
                continue
            kind, said = heard["header"]["msg_type"], heard["content"]
            if kind == "stream":
                cell.text += said["text"]
            elif kind in ("display_data", "execute_result"):
                cell.text += said["data"].get("text/plain", "")
                if result := said["data"].get(MIME_TYPE):
                    cell.results[result["exercise"]] = result["status"]
            elif kind == "error":
                cell.error = f"{said['ename']}: {said['evalue']}"
            elif kind == "status" and said["execution_state"] == "idle":
                return cell

    def processes(self) -> list[psutil.Process]:
        """Everything that runs for this participant: server, kernels, backend, functions, and the box around them."""
        return family(self.home)

    def memory(self) -> float:
        """Proportional set size of all of them, in MB: what is shared is divided among those who share it."""
        total = 0
        for process in self.processes():
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue  # a function that has ended meanwhile
        return total / 1e6

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
        self._web.close()

    def _xsrf(self, path: str) -> str:
        return str(self._web.cookies.get("_xsrf", path=path))

    def _hub(self, method: str, path: str) -> requests.Response:
        headers = {"X-XSRFToken": self._xsrf("/hub/"), "Referer": f"{self.url}/hub/home"}
        answer = self._web.request(method, f"{self.url}/hub/api/{path}", headers=headers, timeout=60)
        answer.raise_for_status()
        return answer

    def _lab(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"X-XSRFToken": self._xsrf(f"/user/{self.name}/")}
        address = f"{self.url}/user/{self.name}/api/{path}"
        answer = self._web.request(method, address, headers=headers, timeout=60, **options)
        answer.raise_for_status()
        return answer


def family(home: Path) -> list[psutil.Process]:
    """The processes whose environment names a state folder or home below this one, and all that came of them."""
    found: dict[int, psutil.Process] = {}
    for process in psutil.process_iter():
        try:
            environment = process.environ()
            if str(home) in (environment.get("HOME"), environment.get("WORKSHOP_HOME", "").removesuffix("/.workshop")):
                found.update({each.pid: each for each in (process, *process.children(recursive=True))})
        except psutil.Error:
            continue
    return [process for process in found.values() if alive(process)]


def alive(process: psutil.Process) -> bool:
    """Whether it runs; a zombie does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
