"""A learner's kernel in its room: IPython's own, under limits."""

from __future__ import annotations

from lambda_workshop.grading.inside.limits import limit_myself


def main() -> None:
    """Become the kernel that the arguments describe."""
    limit_myself()
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    main()
