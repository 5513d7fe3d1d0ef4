"""Runs as a process of its own on Linux: forks function processes from one that has already loaded what they share.

A function process starts in some ten milliseconds and shares its memory with the others until it writes to it.
Standard library only. Standard input is a sequenced-packet UNIX socket: each packet brings the three pipes of a new
function process, each answer is a line of JSON: `{"forked": PID}`, `{"exited": PID, "status": N}`.
The server's end closes the socket, this process ends, and the kernel kills its children (PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys

_PR_SET_PDEATHSIG = 1
_IN_A_ROW = 12
"""So many pieces side by side, more than malloc keeps ready of a size, come from the end of the heap."""


def preload() -> None:
    """Import what most functions import, before there is anything to copy."""
    import base64  # noqa: F401
    import concurrent.futures  # noqa: F401
    import datetime  # noqa: F401
    import decimal  # noqa: F401
    import random  # noqa: F401
    import urllib.parse  # noqa: F401
    import uuid  # noqa: F401

    import boto3
    import boto3.dynamodb.conditions  # noqa: F401
    import botocore.auth
    import botocore.endpoint
    import botocore.httpsession
    import botocore.parsers
    import botocore.serialize
    import botocore.session  # noqa: F401


def fill_holes(libc: ctypes.CDLL) -> None:
    """Take the small free pieces that loading has left all over glibc's heap, and never give them back.

    A function process that got them would write to a page of the heap for each, and have a copy of it from then on.
    Without them its memory comes from one place: some 0.4 MB less for each process.
    """
    if not hasattr(libc, "gnu_get_libc_version"):
        return
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    for size in range(24, 1040, 16):
        in_a_row, last = 0, 0
        for _ in range(2000):
            found = libc.malloc(size) or 0
            in_a_row = in_a_row + 1 if found == last + size + 8 else 0
            if in_a_row == _IN_A_ROW:
                break
            last = found


def serve(control: socket.socket) -> None:
    """Fork for every packet, report every end, until the other side closes."""
    libc = ctypes.CDLL(None)
    me = os.getpid()
    waker, woken = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(woken)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    while True:
        readable, _, _ = select.select([control.fileno(), waker], [], [])
        if waker in readable:
            with contextlib.suppress(BlockingIOError):
                os.read(waker, 4096)
            report_ended(control)
        if control.fileno() not in readable:
            continue
        message, pipes, _, _ = socket.recv_fds(control, 64, 3)
        if not message:
            return
        child = os.fork()
        if child == 0:
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != me:
                os._exit(1)
            become_function(control, (waker, woken), pipes)
        for pipe in pipes:
            os.close(pipe)
        control.send(json.dumps({"forked": child}).encode())


def report_ended(control: socket.socket) -> None:
    """Collect every child that has ended and say how."""
    while True:
        try:
            child, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if child == 0:
            return
        control.send(json.dumps({"exited": child, "status": os.waitstatus_to_exitcode(status)}).encode())


def become_function(control: socket.socket, wakers: tuple[int, int], pipes: list[int]) -> None:
    """Turn the fresh child into a function process; never returns."""
    import bootstrap  # type: ignore[import-not-found]

    # A function may call a module of its own by that name.
    del sys.modules["bootstrap"]
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        control.close()
        for number, pipe in enumerate(pipes):
            os.dup2(pipe, number)
        for descriptor in (*wakers, *pipes):
            if descriptor > 2:
                os.close(descriptor)
        status = bootstrap.run()
    finally:
        os._exit(status)


def main() -> None:
    """`fork_server.py BUNDLED_FOLDER`"""
    import bootstrap

    sys.meta_path.insert(0, bootstrap.ExecuteApiFinder())
    sys.meta_path.append(bootstrap.BundledFinder(sys.argv[1]))
    sys.argv[1:] = []
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    preload()
    gc.collect()
    fill_holes(ctypes.CDLL(None))
    gc.freeze()
    control.send(json.dumps({"ready": os.getpid()}).encode())
    serve(control)
    os._exit(0)


if __name__ == "__main__":
    # With -I the folder of this file is not searched.
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    import bootstrap as _bootstrap  # noqa: F401

    del sys.path[0]
    main()
