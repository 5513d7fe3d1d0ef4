"""An interactive, auto-graded course on AWS Lambda and every way to trigger it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import lesson

__all__ = ["lesson"]


def __getattr__(name: str) -> Any:
    # On demand: the backend's processes import this package too, and need none of what a notebook does.
    if name == "lesson":
        from lambda_workshop.notebook.lesson import lesson

        return lesson
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
