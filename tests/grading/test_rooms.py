"""Nothing passes from room to room: every kind of thing that can outlive a process is left in one and looked for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from lambda_workshop.grading import sandbox, seccomp
from lambda_workshop.grading.limits import Limits
from lambda_workshop.grading.sandbox import BOX, EDITION, Mount, Room, box, room
from lambda_workshop.grading.task import edition_folder

if missing := sandbox.unusable():
    pytest.skip(missing, allow_module_level=True)

_SHARED = """
import ctypes, fcntl, os, socket, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
calls = {"x86_64": dict(shmget=29, semget=64, msgget=68, msgsnd=69, mq_open=240, add_key=248, keyctl=250,
                        request_key=249, memfd_create=319),
         "aarch64": dict(shmget=194, semget=190, msgget=186, msgsnd=189, mq_open=180, add_key=217, keyctl=219,
                         request_key=218, memfd_create=279)}[os.uname().machine]

def call(name, *arguments):
    found = libc.syscall(calls[name], *arguments)
    if found < 0:
        raise OSError(ctypes.get_errno(), name)
    return found

def places():
    for top, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(top, name) not in ("/proc", "/sys", "/usr")]
        yield top

SPAWN = "import {0}, time; {1}; print(flush=True); time.sleep(600)"

def spawn(module, code):
    line = [sys.executable, "-c", SPAWN.format(module, code)]
    child = subprocess.Popen(line, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             env=dict(os.environ, LEFT="secret"))
    child.stdout.readline()
"""
# Each kind of object that outlives the process which made it, or is seen beyond it: how it is left, how it is found.
KINDS = {
    "a file": (
        'for top in places():\n    try: open(os.path.join(top, "left"), "w").close()\n    except OSError: pass',
        'any(os.path.exists(os.path.join(top, "left")) for top in places())',
    ),
    "POSIX shared memory": ('open("/dev/shm/left-memory", "w").close()', 'os.path.exists("/dev/shm/left-memory")'),
    "System V shared memory": ('call("shmget", 77, 4096, 0o1666)', 'call("shmget", 77, 4096, 0o666) >= 0'),
    "a System V semaphore": ('call("semget", 77, 1, 0o1666)', 'call("semget", 77, 1, 0o666) >= 0'),
    "a System V queue": ('call("msgget", 77, 0o1666)', 'call("msgget", 77, 0o666) >= 0'),
    "a POSIX queue": (
        'call("mq_open", b"left", os.O_CREAT | os.O_RDWR, 0o666, None)',
        'call("mq_open", b"left", os.O_RDONLY, 0, None) >= 0',
    ),
    "a key of the session's": (
        'call("add_key", b"user", b"left", b"secret", 6, -3)',
        'call("request_key", b"user", b"left", None, 0) >= 0',
    ),
    "a key of the user's": (
        'call("add_key", b"user", b"left-user", b"secret", 6, -4)',
        'call("keyctl", 10, -4, b"user", b"left-user", 0) >= 0',
    ),
    "a description of a key": (
        'call("add_key", b"user", b"left-seen", b"secret", 6, -4)',
        '"left-seen" in open("/proc/keys").read()',
    ),
    "an abstract socket": (
        'spawn("socket", "s = socket.socket(socket.AF_UNIX); s.bind(chr(0) + chr(108)); s.listen()")',
        "not socket.socket(socket.AF_UNIX).connect(chr(0) + chr(108))",
    ),
    "a port": (
        'spawn("socket", "s = socket.socket(); s.bind((chr(48), 7777)); s.listen()")',
        'not socket.socket().connect(("127.0.0.1", 7777))',
    ),
    "a process": (
        'spawn("os", "pass")',
        'any("LEFT=secret" in open(f"/proc/{pid}/environ").read() for pid in os.listdir("/proc") if pid.isdigit())',
    ),
    "a memory file of a process": (
        'spawn("os", "open(os.memfd_create(chr(108)), chr(119)).write(chr(120)) and None")',
        'any("memfd:l" in os.readlink(f"/proc/{pid}/fd/{fd}") for pid in os.listdir("/proc") if pid.isdigit() '
        'for fd in os.listdir(f"/proc/{pid}/fd"))',
    ),
    "a lock": (
        'spawn("fcntl", "f = open(chr(47) + chr(98) + chr(111) + chr(120) + chr(47) + chr(120), chr(97)); '
        'fcntl.flock(f, fcntl.LOCK_EX)")',
        'fcntl.flock(open("/box/x", "a"), fcntl.LOCK_EX | fcntl.LOCK_NB)',
    ),
    "the machine's name": ('socket.sethostname("left")', 'socket.gethostname() == "left"'),
    "a setting of the kernel's": (
        'open("/proc/sys/kernel/msg_next_id", "w").write("77")',
        'open("/proc/sys/kernel/msg_next_id").read().strip() == "77"',
    ),
}
LEAVE = _SHARED + "".join(f"try:\n    exec({leave!r})\nexcept OSError: pass\n" for leave, _find in KINDS.values())
FIND = (
    _SHARED
    + "import json\nfound = []\n"
    + "".join(
        f"try:\n    if eval({find!r}): found.append({kind!r})\nexcept OSError: pass\n"
        for kind, (_leave, find) in KINDS.items()
    )
    + "print(json.dumps(found))"
)
_WITHOUT_ROOMS = {"a memory file of a process", "a lock", "a setting of the kernel's", "POSIX shared memory", "a file"}


def in_a_box(steps: Sequence[tuple[Room | None, str]], tmp_path: Path) -> list[str]:
    """Run each code in a room of its own of one box, one after the other; returns what the last one prints."""
    calls = seccomp.write(tmp_path / "calls")
    assert calls is not None
    tmp_path.chmod(0o755)
    lines = []
    for kind, code in steps:
        program = [sys.executable, "-P", "-c", code]
        inside = BOX / "calls"
        lines.append(program if kind is None else room(kind, program, calls=inside, limits=Limits()))
    driver = (
        "import ctypes, json, os, subprocess, sys\n"
        # A session keyring, as whoever logs in has one.
        "ctypes.CDLL(None).syscall({'x86_64': 250, 'aarch64': 219}[os.uname().machine], 1, None)\n"
        "for line in json.loads(sys.argv[1]):\n"
        "    done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)\n"
        "    sys.stderr.write(done.stderr)\n"
        "print(done.stdout)\n"
    )
    line = box(
        [sys.executable, "-P", "-c", driver, json.dumps(lines)],
        mounts=[Mount(edition_folder(), EDITION), Mount(calls, BOX / "calls")],
        limits=Limits(),
    )
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip(), done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Room.KERNEL, Room.KERNEL),
        (Room.KERNEL, Room.HANDLER),
        (Room.KERNEL, Room.BACKEND),
        (Room.HANDLER, Room.HANDLER),
        (Room.BACKEND, Room.BACKEND),
        (Room.TESTS, Room.HANDLER),
    ],
)
def test_nothing_that_a_room_leaves_is_found_in_the_next(first: Room, second: Room, tmp_path: Path) -> None:
    assert in_a_box([(first, LEAVE), (second, FIND)], tmp_path) == []


def test_nothing_that_a_box_leaves_is_found_in_the_next(tmp_path: Path) -> None:
    in_a_box([(Room.KERNEL, LEAVE), (Room.KERNEL, FIND)], tmp_path)
    assert in_a_box([(Room.KERNEL, FIND)], tmp_path) == []


@pytest.mark.parametrize(
    ("kind", "shared"), [(Room.HANDLER, set[str]()), (Room.KERNEL, {"an abstract socket", "a port"})]
)
def test_what_the_grader_holds_is_found_in_no_room(kind: Room, shared: set[str], tmp_path: Path) -> None:
    # Kernel and backend share the box's loopback; each room begins with the box's name.
    assert set(in_a_box([(None, LEAVE), (kind, FIND)], tmp_path)) <= {"the machine's name", *shared}


def test_each_kind_would_be_found_where_there_are_no_rooms(tmp_path: Path) -> None:
    # That nothing is found above says something only of what is left and found at all.
    found = set(in_a_box([(None, LEAVE), (None, FIND)], tmp_path))
    assert found | _WITHOUT_ROOMS >= set(KINDS), set(KINDS) - found
