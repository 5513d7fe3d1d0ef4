"""The program that says which of the kernel's calls a room may make: what it answers, instruction by instruction."""

from __future__ import annotations

import errno
import re
import struct
from pathlib import Path

import pytest

from lambda_workshop.grading import seccomp

ALLOWED, REFUSED, UNKNOWN = 0x7FFF0000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


def answer(program: bytes, number: int, *arguments: int, architecture: int) -> int:
    """What the kernel does with this call, as its own machine would: linux/filter.h."""
    data = struct.pack("=IIQ6Q", number, architecture, 0, *(*arguments, *[0] * 6)[:6])
    instructions = [struct.unpack_from("=HBBI", program, place) for place in range(0, len(program), 8)]
    accumulator = place = 0
    while True:
        code, yes, no, value = instructions[place]
        place += 1
        if code == 0x06:
            return value
        if code == 0x20:
            accumulator = struct.unpack_from("=I", data, value)[0]
            continue
        is_so = {0x15: accumulator == value, 0x35: accumulator >= value, 0x25: accumulator > value}
        is_so[0x45] = bool(accumulator & value)
        place += yes if is_so[code] else no


@pytest.mark.parametrize("machine", MACHINES)
def test_what_is_named_is_allowed_and_nothing_else(machine: str) -> None:
    program, known = seccomp.program(machine), seccomp.numbers(machine)
    allowed = {number for number in range(600) if answer(program, number, 1, architecture=MACHINES[machine]) == ALLOWED}
    assert allowed == set(known.values())
    # An x32 call, and one of another architecture.
    assert answer(program, 0x40000000 | known["read"], architecture=MACHINES[machine]) == UNKNOWN
    assert answer(program, known["read"], architecture=0x40000003) == UNKNOWN


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_are_started_and_namespaces_are_not(machine: str) -> None:
    program, known = seccomp.program(machine), seccomp.numbers(machine)

    def said(name: str, *arguments: int) -> int:
        return answer(program, known[name], *arguments, architecture=MACHINES[machine])

    threads = 0x3D0F00
    assert said("clone", threads) == said("clone", 17) == ALLOWED
    assert {said("clone", 17 | flag) for flag in (0x80, 0x20000, 0x10000000, 0x40000000)} == {REFUSED}
    assert answer(program, 435, architecture=MACHINES[machine]) == UNKNOWN
    assert {said("socket", family) for family in (1, 2, 10, 16)} == {ALLOWED}
    assert {said("socket", family) for family in (0, 3, 17, 38, 40)} == {0x50000 | errno.EAFNOSUPPORT}
    assert said("ioctl", 0, 0x5401) == ALLOWED
    assert said("ioctl", 0, 0x5412) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_the_numbers_are_the_kernels(machine: str) -> None:
    if not HEADERS[machine].exists():
        pytest.skip("the kernel's headers are not installed")
    found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", HEADERS[machine].read_text("utf-8"))
    numbers = {name: int(number) for name, number in found} | ({"newfstatat": 79} if machine == "aarch64" else {})
    assert {name: numbers[name] for name in seccomp.numbers(machine)} == seccomp.numbers(machine)


BEYOND = """keyctl add_key request_key shmget semget msgget mq_open memfd_create unshare setns mount ptrace bpf
    process_vm_readv io_uring_setup userfaultfd perf_event_open pidfd_getfd"""


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", BEYOND.split())
def test_what_would_be_seen_beyond_a_room_is_not_named(machine: str, name: str) -> None:
    assert name not in seccomp.numbers(machine)
