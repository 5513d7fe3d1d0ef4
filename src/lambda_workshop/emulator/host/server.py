"""The server process: MiniStack with our seams, behind the guard, on one port of 127.0.0.1.

Started by the supervisor, which writes one line of JSON (`ServerSettings`) to standard input and then keeps that
pipe open: its end is how the server learns that its supervisor is gone. The first line on standard output says
that the server answers: `{"ready": true, "port": ..., "pid": ...}`; every other output goes to the log.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lambda_workshop.emulator.host import runs
from lambda_workshop.emulator.host.settings import SERVICES, ServerSettings
from lambda_workshop.emulator.host.supervisor import clean_environment, forget

if TYPE_CHECKING:
    from hypercorn.typing import ASGIFramework

_MINISTACK_NAMES = {
    "apigatewaymanagementapi": "apigateway",
    "cloudwatch": "monitoring",
    "elbv2": "elasticloadbalancing",
    "resourcegroupstaggingapi": "tagging",
    "stepfunctions": "states",
}


def no_scripts(*_folders: str) -> list[str]:
    """The start-up scripts to run: none. A learner's machine is not MiniStack's container."""
    return []


def listen(preferred: int) -> socket.socket:
    """A listening socket on 127.0.0.1: the preferred port when it is free, else any free one.

    The socket that found the port is the one that serves it, so that no other process can take it in between.
    """
    for port in (preferred, 0):
        # With its protocol named, asyncio sends small answers at once (TCP_NODELAY), not after forty milliseconds.
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            sock.close()
            if port == 0:
                raise
            continue
        sock.listen(256)
        return sock
    raise OSError("no free port on 127.0.0.1")


def environment(settings: ServerSettings, port: int) -> dict[str, str]:
    """The environment that MiniStack reads while it is imported, complete: nothing else of the host's is kept."""
    variables = clean_environment()
    variables.update(
        GATEWAY_PORT=str(port),
        BIND_HOST="127.0.0.1",
        MINISTACK_HOST="localhost",
        MINISTACK_REGION="us-east-1",
        AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}",
        AWS_EC2_METADATA_DISABLED="true",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        HOME=settings.run,
        TMPDIR=settings.run,
        TEMP=settings.run,
        TMP=settings.run,
        PYTHONUTF8="1",
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        LAMBDA_EXECUTOR="local",
        MINISTACK_COGNITO_PRETOKEN_STRICT="1",
        # An address where no Docker daemon can be: containers on this machine are none of our business.
        DOCKER_HOST=f"unix://{settings.run}/no-docker.sock",
        SERVICES=",".join(sorted(_MINISTACK_NAMES.get(name, name) for name in SERVICES)),
    )
    variables.setdefault("LAMBDA_ACCOUNT_CONCURRENCY", "1000")
    variables["LOG_LEVEL"] = variables.get("WORKSHOP_BACKEND_LOG_LEVEL", "WARNING")
    variables.update(settings.variables)
    return variables


def _watch_supervisor(settings: ServerSettings) -> None:
    """Wait for the end of standard input: the supervisor is gone, so its work is ours."""
    while sys.stdin.buffer.read(4096):
        continue
    runs.end_processes(Path(settings.run), descendants=True)
    runs.remove(Path(settings.run))
    forget(Path(settings.home), Path(settings.run))
    os.killpg(0, signal.SIGKILL) if os.getpgrp() == os.getpid() else os._exit(1)


def _announce(port: int) -> None:
    """Say that the server answers; from here on standard output is the log."""
    sys.stdout.write(json.dumps({"ready": True, "port": port, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


async def serve(settings: ServerSettings, sock: socket.socket) -> None:
    """Serve until the last holder is gone for longer than the grace, or until SIGTERM."""
    # Imported here: MiniStack reads the environment while it is imported.
    import hypercorn.asyncio
    import hypercorn.config

    from lambda_workshop.emulator.fallback import asgi, seams
    from lambda_workshop.emulator.gateway.admin import Control
    from lambda_workshop.emulator.gateway.guard import Guard
    from lambda_workshop.emulator.services.lambda_service import execution

    ministack = asgi.application()
    seams.apply()
    port = int(sock.getsockname()[1])
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def end() -> None:
        loop.call_soon_threadsafe(stop.set)

    control = Control(ministack, settings, stop=end)
    guarded = Guard(control, token=settings.token, secret=settings.secret)

    class OneSocket(hypercorn.config.Config):
        def create_sockets(self) -> hypercorn.config.Sockets:
            sock.setblocking(False)
            # A function process that inherited it would keep the port after our end.
            sock.set_inheritable(False)
            return hypercorn.config.Sockets([], [sock], [])

    config = OneSocket()
    config.bind = [f"127.0.0.1:{port}"]
    config.keep_alive_timeout = 75
    # REST APIs show their functions header names in the client's own spelling.
    config.h11_pass_raw_headers = True
    config.graceful_timeout = 0.2
    config.loglevel = os.environ["LOG_LEVEL"]

    def started() -> None:
        _announce(port)
        execution.warm_up()

    control.on_started(started)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    # The same contract: hypercorn spells its messages out as typed dictionaries, and we take any mapping.
    application = cast("ASGIFramework", guarded)
    await hypercorn.asyncio.serve(application, config, shutdown_trigger=stop.wait)


def _raise_file_limit() -> None:
    """Allow as many open files as the system lets us: every function process takes a few pipes."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main() -> int:
    """Run the server; returns only when it could not start. See the module for the protocol."""
    settings = ServerSettings.from_json(sys.stdin.buffer.readline().decode())
    sock = listen(settings.port)
    variables = environment(settings, int(sock.getsockname()[1]))
    os.environ.clear()
    os.environ.update(variables)
    tempfile.tempdir = settings.run
    _raise_file_limit()
    threading.Thread(target=_watch_supervisor, args=(settings,), name="supervisor-watch", daemon=True).start()
    try:
        asyncio.run(_serve_and_leave(settings, sock))
    except Exception:
        logging.getLogger(__name__).exception("the embedded backend could not start")
        return 1
    return 0


async def _serve_and_leave(settings: ServerSettings, sock: socket.socket) -> None:
    await serve(settings, sock)
    # Not by returning: asyncio would wait for the threads of running invocations, an endless loop among them.
    runs.end_processes(Path(settings.run), descendants=True)
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    # The canonical module, not its copy under the name __main__.
    from lambda_workshop.emulator.host import server

    raise SystemExit(server.main())
