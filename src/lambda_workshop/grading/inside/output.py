"""What a cell puts out must not fill the kernel's memory: the next cells would fail for want of it."""

from __future__ import annotations

import os
from typing import Any

from ipykernel.iostream import OutStream

from lambda_workshop.grading.inside.limits import OUTPUT_VARIABLE


class BoundedStream(OutStream):
    """ipykernel's standard output or error, up to the limit: what the grader has not read yet waits in the kernel."""

    _most = int(os.environ.get(OUTPUT_VARIABLE) or 2_000_000)
    _left = _most

    def set_parent(self, parent: Any) -> None:
        """See OutStream: a cell begins."""
        self._left = self._most
        super().set_parent(parent)  # type: ignore[no-untyped-call]

    def write(self, string: str) -> int:
        """See OutStream."""
        kept, self._left = string[: max(self._left, 0)], self._left - len(string)
        if kept:
            super().write(kept)
        return len(string)


class NoHistory(dict[int, list[Any]]):
    """In the place of IPython's history of outputs, which keeps every character of every cell."""

    def __missing__(self, _count: int) -> list[Any]:
        return []
