"""The edge as an HTTP server on this machine, for a browser or curl."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lambda_workshop.aws.edge.headers import Headers
from lambda_workshop.simulators.edge.edge import Answer, Edge

_MOST = 10 * 1024**2
"""The bytes of a body that are read; more is refused."""


@contextlib.contextmanager
def serve(edge: Edge, port: int = 0) -> Iterator[str]:
    """Serve the distribution at `http://127.0.0.1:PORT`, which is yielded, until the block ends.

    A browser's request counts as HTTPS, because the server stands for one that has a certificate.
    """
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(edge))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _handler(edge: Edge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            """Every method alike."""
            length = self.headers.get("Content-Length", "0")
            if not length.isdigit() or int(length) > _MOST:
                self.close_connection = True
                self.send_error(413)
                return
            body = self.rfile.read(int(length))
            given = Headers.of(self.headers.items()).with_("Host", edge.distribution.domain)
            path = self.path if self.path.startswith("/") else "/"
            answer = edge.request(self.command, path, headers=given, body=body, client_ip=self.client_address[0])
            self._write(answer)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any

        def _write(self, answer: Answer) -> None:
            self.send_response_only(answer.status, answer.reason.encode("latin-1", "replace").decode("latin-1"))
            bodiless = answer.status in (204, 304)
            for name, value in answer.headers:
                if not (bodiless and name.lower() == "content-length"):
                    self.send_header(name, value.encode("latin-1", "replace").decode("latin-1"))
            self.end_headers()
            if not bodiless:
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the answers are the log."""

    return Handler
