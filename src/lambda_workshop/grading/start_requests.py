"""Answers a learner's kernel that asks for what an exercise starts from: a UNIX socket in the kernel's room."""

from __future__ import annotations

import contextlib
import json
import socketserver
import threading
from collections.abc import Callable
from pathlib import Path

_MOST = 50
"""How often one notebook may ask."""
_LONGEST_QUESTION = 10_000


class StartRequests:
    """`start` is called with an exercise's id and gives the rows to show; it raises ValueError with the reason."""

    def __init__(self, start: Callable[[str], list[tuple[str, str]]]) -> None:
        self._start = start
        self._left = _MOST
        self._server: socketserver.ThreadingUnixStreamServer | None = None
        self._lock = threading.Lock()
        self.path = Path()

    def listen(self, folder: Path) -> Path:
        """Begin to answer at a socket in this folder, which is made; returns the socket's path."""
        folder.mkdir()
        self.path = folder / "socket"
        answer = self._answer

        class Handler(socketserver.StreamRequestHandler):
            timeout = 10

            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    self.wfile.write(json.dumps(answer(self.rfile.readline(_LONGEST_QUESTION))).encode() + b"\n")

        self._server = socketserver.ThreadingUnixStreamServer(str(self.path), Handler)
        self._server.daemon_threads = True
        self.path.chmod(0o666)
        threading.Thread(target=self._server.serve_forever, name="start-requests", daemon=True).start()
        return self.path

    def close(self) -> None:
        """Answer no more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def _answer(self, question: bytes) -> dict[str, object]:
        with self._lock:
            self._left -= 1
            if self._left < 0:
                return {"error": f"it was asked for more than {_MOST} times"}
            try:
                return {"rows": self._start(str(json.loads(question)["start"]))}
            except (ValueError, KeyError, TypeError) as error:
                return {"error": str(error)}
            except Exception as error:
                return {"error": f"the setup stopped with {type(error).__name__}"}
