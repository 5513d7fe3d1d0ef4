"""What stands in for LocalStack and Docker where this machine has none: a real HTTP server, and a `docker` program."""

from __future__ import annotations

import contextlib
import http.server
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HEALTH, INFO = "/_localstack/health", "/_localstack/info"


@dataclass
class Double:
    """A server in LocalStack's place: what it answers by path, as a status and a body, may change while it serves."""

    port: int = 0
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    behind: float = 0.0
    """Seconds by which its clock is late."""

    @property
    def host(self) -> str:
        """For LOCALSTACK_HOST."""
        return f"127.0.0.1:{self.port}"


@contextlib.contextmanager
def serve(answers: Mapping[str, tuple[int, Any]]) -> Iterator[Double]:
    """Serve these answers on a free port of 127.0.0.1; every other path is 404."""
    double = Double(answers=dict(answers))

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = double.answers.get(self.path, (404, "not found"))
            body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(time.time() - double.behind)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the test's output is the test's."""

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 128  # as a real server's: several may ask at once

    server = Server(("127.0.0.1", 0), Handler)
    double.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


@contextlib.contextmanager
def open_port(*, cut: bool) -> Iterator[Double]:
    """A port that takes connections and says nothing (a paused container), or cuts them off (one that is starting)."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        ended, kept = threading.Event(), list[socket.socket]()

        def accept() -> None:
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    taken, _address = listener.accept()
                    if cut:
                        taken.close()
                    else:
                        kept.append(taken)

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield Double(port=listener.getsockname()[1])
        finally:
            ended.set()
            thread.join(timeout=5)
            for taken in kept:
                taken.close()


def free_port() -> int:
    """A port of 127.0.0.1 where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def docker_program(folder: Path, answers: Mapping[str, tuple[int, str, str]]) -> dict[str, str]:
    """A `docker` that answers by its first argument with exit code, output, complaint; returns a PATH of it alone."""
    return program(folder, "docker", answers)


def program(folder: Path, name: str, answers: Mapping[str, tuple[int, str, str]]) -> dict[str, str]:
    """A program that answers by its first argument with exit code, output, complaint; returns a PATH of its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    source = f"""#!{sys.executable}
import sys
answers = {dict(answers)!r}
code, output, complaint = answers.get(sys.argv[1], (1, "", "unknown command"))
print(output)
print(complaint, file=sys.stderr)
sys.exit(code)
"""
    path = folder / name
    path.write_text(source, encoding="utf-8")
    path.chmod(0o755)
    return {"PATH": str(folder)}


def container(**changes: str) -> tuple[int, str, str]:
    """What `docker ps` prints for one LocalStack container; the reader fills in PORT."""
    row = {
        "Names": "lambda-workshop-localstack",
        "Image": "localstack/localstack:4.14.0",
        "State": "running",
        "Status": "Up 3 seconds (health: starting)",
        "Ports": "127.0.0.1:PORT->4566/tcp",
    }
    return 0, json.dumps(row | changes), ""
