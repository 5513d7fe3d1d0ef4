"""Where tasks run: threads of this machine, each with a box of its own, or a Dask cluster; a few at a time."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable, Iterable, Iterator

from lambda_workshop.grading.grade import Grade
from lambda_workshop.grading.task import ATTEMPTS, Task, failed, grade_submission


class SchedulerError(Exception):
    """The scheduler cannot be used; the message says what to do."""


def on_this_machine(
    tasks: Iterable[Task], jobs: int, *, run: Callable[[Task], Grade] = grade_submission
) -> Iterator[Grade]:
    """The grades as they come. `tasks` is read only as fast as they are graded, so that any number of them fits."""
    waiting = iter(tasks)
    with concurrent.futures.ThreadPoolExecutor(jobs, thread_name_prefix="grader") as pool:
        running: set[concurrent.futures.Future[Grade]] = set()
        try:
            while True:
                while len(running) < jobs and (task := next(waiting, None)) is not None:
                    running.add(pool.submit(run, task))
                if not running:
                    return
                ended, running = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
                for future in ended:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()


def on_a_cluster(tasks: Iterable[Task], address: str) -> Iterator[Grade]:
    """The grades as they come from a Dask cluster; at most two tasks a thread are there at a time.

    A task whose worker is lost runs again elsewhere; one that has cost several workers is given up with a report.

    Raises:
        SchedulerError: Dask is not installed, or no scheduler answers at the address.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise SchedulerError("Dask is not installed: pip install 'lambda-workshop[cluster]'") from error
    try:
        client = Client(address, timeout="20s")
    except (OSError, ValueError) as error:
        raise SchedulerError(f"No Dask scheduler answers at {address}: {error}") from error
    waiting = iter(tasks)
    with client:
        known: dict[str, tuple[Task, int]] = {}
        running = as_completed()

        def submit(task: Task, attempt: int = 1) -> None:
            future = client.submit(grade_submission, task, pure=False, retries=2)
            known[str(future.key)] = (task, attempt)
            running.add(future)

        def room() -> int:
            threads = sum(client.nthreads().values()) or 1
            return 2 * threads - len(known)

        def fill() -> None:
            for _ in range(room()):
                task = next(waiting, None)
                if task is None:
                    return
                submit(task)

        fill()
        while known:
            future = next(running)
            task, attempt = known.pop(str(future.key))
            if future.status == "finished":
                yield future.result()
            elif attempt < ATTEMPTS:
                # It was at work on several workers that were lost, which need not be its own doing.
                submit(task, attempt + 1)
            else:
                yield failed(task, f"the cluster gave it up: {future.exception()}")
            future.release()
            fill()
