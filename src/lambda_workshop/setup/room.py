"""Whether there is room for the course: on the disks, in memory, and a folder that can be written to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from lambda_workshop.setup import memory
from lambda_workshop.setup.trouble import SetupError

MB = 1024**2
DISK = 420 * MB
"""What the environment takes."""
TEMPORARY = 130 * MB
"""What pip takes beside it while it installs."""
INODES = 25_000
MEMORY = 300 * MB
"""What pip takes at most; a lesson takes more (`workshop doctor`)."""


def look(folder: Path) -> None:
    """Raise SetupError when the course has no room in the folder, for temporary files, or in memory."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SetupError(
            f"{folder} cannot be written to: {error.strerror}. Put the course into a folder of your own.",
            f"cp -r {folder} ~/course && cd ~/course",
        ) from error
    try:
        temporary = Path(tempfile.gettempdir())
    except FileNotFoundError as error:
        raise SetupError(
            "No folder for temporary files can be written to.", "mkdir -p ~/tmp && export TMPDIR=~/tmp"
        ) from error
    same = folder.stat().st_dev == temporary.stat().st_dev
    _disk(folder, DISK + (TEMPORARY if same else 0), "name a folder on another disk")
    if not same:
        _disk(temporary, TEMPORARY, "export TMPDIR=/a/folder/with/room")
    left = memory.room()
    if left is not None and left.left < MEMORY:
        raise SetupError(f"Too little memory: {left}, and {MEMORY // MB} MB are needed.", "free -m")


def _disk(folder: Path, needed: int, remedy: str) -> None:
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize
    if free < needed:
        raise SetupError(
            f"Too little room on the disk of {folder}: {free // MB} MB are free, and {needed // MB} MB are needed.",
            f"df -h {folder}; make room, or {remedy}",
        )
    # File systems without a fixed number of files say 0 of 0.
    if status.f_files and status.f_favail < INODES:
        raise SetupError(
            f"The disk of {folder} has room for {status.f_favail} more files only, and {INODES} are needed.",
            f"df -i {folder}; make room, or {remedy}",
        )
