"""A learner's kernel in its room: IPython's own, under limits."""

from __future__ import annotations

from lambda_workshop.grading.inside.limits import limit_myself


def main() -> None:
    """Become the kernel that the arguments describe."""
    limit_myself()
    from ipykernel.kernelapp import launch_new_instance
    from IPython.core.history import HistoryManager

    from lambda_workshop.grading.inside.output import BoundedStream, NoHistory

    HistoryManager.outputs = NoHistory()
    launch_new_instance(outstream_class=f"{BoundedStream.__module__}.{BoundedStream.__name__}")


if __name__ == "__main__":
    main()
