"""What a submission may use: time in seconds, sizes in bytes. One place, so that the guide and the sandbox agree."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """The limits of one submission.

    Attributes:
        cell_seconds: wall time of one cell.
        exercise_seconds: wall time of all cells of one exercise.
        check_seconds: wall time of one check.
        section_seconds: wall time of a section's cells: as much as all of its exercises may take.
        submission_seconds: wall time of the whole submission; what comes after it is not begun.
        kernel_starts: how often a section's kernel is started again after it died or had to be ended.
        output: what one cell may print or show.
        memory: what one process of the learner's may allocate.
        total_memory: what all processes of a submission may hold together.
        processes: processes and threads in one of the sandbox's rooms.
        file: the largest file.
        disk: all files of one room together.
    """

    cell_seconds: float = 90.0
    exercise_seconds: float = 150.0
    check_seconds: float = 120.0
    section_seconds: float = 900.0
    submission_seconds: float = 3600.0
    kernel_starts: int = 8
    output: int = 1 * MB
    memory: int = 1024 * MB
    total_memory: int = 2048 * MB
    processes: int = 256
    file: int = 128 * MB
    disk: int = 256 * MB
