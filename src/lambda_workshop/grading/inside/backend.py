"""Runs the embedded backend in its room: one line of JSON once it answers, and the end of this process when it ends."""

from __future__ import annotations

import json
import sys
import threading

from lambda_workshop.grading.inside.limits import limit_myself


def main() -> int:
    """Start the backend, say where, wait for its end; returns 0."""
    limit_myself()
    from lambda_workshop.emulator.host.handle import find, find_or_start

    backend = find_or_start()
    print(json.dumps({"endpoint": backend.endpoint_url, "secret": backend.secret}), flush=True)
    pause = threading.Event()
    while find() is not None:
        pause.wait(0.2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
