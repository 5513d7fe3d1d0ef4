"""How much memory a function process and its children use, and who those children are.

Linux only: elsewhere the answers are 0 and nobody.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024


def memory_in_use_kb(pid: int) -> int:
    """KB that the process has in memory, with what its children do not share with it; 0 where it cannot be told."""
    pages = _text(f"/proc/{pid}/statm").split()
    if len(pages) < 2:
        return 0
    return int(pages[1]) * _PAGE_KB + sum(_private_kb(child) for child in descendants(pid))


def descendants(pid: int) -> list[int]:
    """The process ids of its children, their children and so on; empty where it cannot be told."""
    if sys.platform != "linux":
        return []
    found: list[int] = []
    waiting = [pid]
    while waiting:
        parent = waiting.pop()
        try:
            threads = os.listdir(f"/proc/{parent}/task")  # noqa: PTH208  (many times a second)
        except OSError:
            continue
        for thread in threads:
            children = [int(child) for child in _text(f"/proc/{parent}/task/{thread}/children").split()]
            found += children
            waiting += children
    return found


def _private_kb(pid: int) -> int:
    """What a forked child has for itself: the rest is its parent's, and counted there."""
    lines = _text(f"/proc/{pid}/smaps_rollup").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean:", "Private_Dirty:")))


def _text(path: str) -> str:
    try:
        return Path(path).read_text("ascii")
    except (OSError, ValueError):
        return ""
