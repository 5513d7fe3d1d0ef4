"""Which of the kernel's calls a room may make, as a program that the kernel runs before each of them.

A room's processes may do what a notebook, the emulator and a handler do: files, memory, processes, time, sockets.
What is not named here is refused, and so is all that would outlive a room or be seen beyond it: keyrings, queues and
memory shared by name, namespaces and mounts, other processes' memory, io_uring, BPF. Bubblewrap takes the program
with `--seccomp`. https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterator
from pathlib import Path

_CALLS = {
    "files": """
        read:0:63 write:1:64 open:2:- close:3:57 stat:4:- fstat:5:80 lstat:6:- lseek:8:62 pread64:17:67 pwrite64:18:68
        readv:19:65 writev:20:66 access:21:- sendfile:40:71 fcntl:72:25 flock:73:32 fsync:74:82 fdatasync:75:83
        truncate:76:45 ftruncate:77:46 getdents:78:- getdents64:217:61 getcwd:79:17 chdir:80:49 fchdir:81:50 rename:82:-
        mkdir:83:- rmdir:84:- creat:85:- link:86:- unlink:87:- symlink:88:- readlink:89:- chmod:90:- fchmod:91:52
        chown:92:- fchown:93:55 lchown:94:- umask:95:166 utime:132:- statfs:137:43 fstatfs:138:44 getxattr:191:8
        lgetxattr:192:9 fgetxattr:193:10 listxattr:194:11 llistxattr:195:12 flistxattr:196:13 readahead:187:213
        fadvise64:221:223 utimes:235:- openat:257:56 mkdirat:258:34 mknodat:259:33 mknod:133:- fchownat:260:54
        futimesat:261:- newfstatat:262:79 unlinkat:263:35 renameat:264:38 linkat:265:37 symlinkat:266:36
        readlinkat:267:78 fchmodat:268:53 faccessat:269:48 splice:275:76 tee:276:77 sync_file_range:277:84
        utimensat:280:88 fallocate:285:47 preadv:295:69 pwritev:296:70 renameat2:316:276 copy_file_range:326:285
        preadv2:327:286 pwritev2:328:287 statx:332:291 openat2:437:437 faccessat2:439:439 close_range:436:436
        inotify_init:253:- inotify_add_watch:254:27 inotify_rm_watch:255:28 inotify_init1:294:26 dup:32:23 dup2:33:-
        dup3:292:24 pipe:22:- pipe2:293:59
    """,
    "memory": """
        mmap:9:222 mprotect:10:226 munmap:11:215 brk:12:214 mremap:25:216 msync:26:227 mincore:27:232 madvise:28:233
        mlock:149:228 munlock:150:229 mlock2:325:284 pkey_mprotect:329:288 pkey_alloc:330:289 pkey_free:331:290
        membarrier:324:283
    """,
    "processes": """
        getpid:39:172 fork:57:- vfork:58:- execve:59:221 execveat:322:281 exit:60:93 exit_group:231:94 wait4:61:260
        waitid:247:95 kill:62:129 tkill:200:130 tgkill:234:131 uname:63:160 getrlimit:97:163 setrlimit:160:164
        prlimit64:302:261 getrusage:98:165 sysinfo:99:179 times:100:153 getuid:102:174 getgid:104:176 setuid:105:146
        setgid:106:144 geteuid:107:175 getegid:108:177 setpgid:109:154 getppid:110:173 getpgrp:111:- setsid:112:157
        setreuid:113:145 setregid:114:143 getgroups:115:158 setresuid:117:147 getresuid:118:148 setresgid:119:149
        getresgid:120:150 getpgid:121:155 getsid:124:156 capget:125:90 capset:126:91 getpriority:140:141
        setpriority:141:140 sched_yield:24:124 sched_setparam:142:118 sched_setscheduler:144:119
        sched_setaffinity:203:122 sched_getparam:143:121 sched_getscheduler:145:120 sched_get_priority_max:146:125
        sched_get_priority_min:147:126 sched_rr_get_interval:148:127 sched_getaffinity:204:123 sched_getattr:315:275
        prctl:157:167 arch_prctl:158:- gettid:186:178 futex:202:98 futex_waitv:449:449 set_tid_address:218:96
        set_robust_list:273:99 get_robust_list:274:100 rseq:334:293 getcpu:309:168 restart_syscall:219:128
        pidfd_open:434:434 pidfd_send_signal:424:424 getrandom:318:278
    """,
    "signals": """
        rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139 rt_sigpending:127:136 rt_sigtimedwait:128:137
        rt_sigqueueinfo:129:138 rt_tgsigqueueinfo:297:240 rt_sigsuspend:130:133 sigaltstack:131:132 pause:34:-
        alarm:37:- signalfd:282:- signalfd4:289:74
    """,
    "time": """
        nanosleep:35:101 getitimer:36:102 setitimer:38:103 gettimeofday:96:169 time:201:- timer_create:222:107
        timer_settime:223:110 timer_gettime:224:108 timer_getoverrun:225:109 timer_delete:226:111 clock_gettime:228:113
        clock_getres:229:114 clock_nanosleep:230:115 timerfd_create:283:85 timerfd_settime:286:86 timerfd_gettime:287:87
    """,
    "waiting": """
        poll:7:- select:23:- pselect6:270:72 ppoll:271:73 epoll_create:213:- epoll_create1:291:20 epoll_ctl:233:21
        epoll_wait:232:- epoll_pwait:281:22 epoll_pwait2:441:441 eventfd:284:- eventfd2:290:19
    """,
    "network": """
        connect:42:203 accept:43:202 accept4:288:242 sendto:44:206 recvfrom:45:207 sendmsg:46:211 recvmsg:47:212
        sendmmsg:307:269 recvmmsg:299:243 shutdown:48:210 bind:49:200 listen:50:201 getsockname:51:204
        getpeername:52:205 socketpair:53:199 setsockopt:54:208 getsockopt:55:209
    """,
    "asked for their arguments": """
        clone:56:220 socket:41:198 ioctl:16:29
    """,
}
"""Name, number on x86_64, number on aarch64; `-` where a processor has no such call."""

_MACHINES = {"x86_64": (1, 0xC000003E), "aarch64": (2, 0xC00000B7)}
"""By the machine's name: the column above, and what the kernel calls the architecture (AUDIT_ARCH in linux/audit.h)."""
_ASKED = "asked for their arguments"
_LAST_KNOWN = 450
"""What comes after it is of a newer kernel: a program that is told that there is no such call does without."""

# Instructions and answers: linux/bpf_common.h, linux/seccomp.h; struct seccomp_data has the number at 0, the
# architecture at 4, and the arguments from 16 on, eight bytes each.
_LOAD, _EQUAL, _AT_LEAST, _ABOVE, _ANY_BIT, _ANSWER = 0x20, 0x15, 0x35, 0x25, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000

# CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET of linux/sched.h.
_NEW_NAMESPACES = 0x80 | 0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | 0x10000000 | 0x20000000 | 0x40000000
# AF_UNIX, AF_INET, AF_INET6, and AF_NETLINK, by which glibc looks up this machine's addresses.
_SOCKETS = (1, 2, 10, 16)
_CLONE3 = 435
# Puts characters into a terminal, as if somebody had typed them.
_TIOCSTI = 0x5412

Instruction = tuple[int, int, int, int]
"""What to do, how many to skip where it is so, how many where it is not, and the value."""


def machine() -> str:
    """This machine's name where there is a program for it; empty otherwise."""
    name = os.uname().machine
    return name if name in _MACHINES else ""


def numbers(name: str) -> dict[str, int]:
    """The calls that a room may make on this machine, by name."""
    column = _MACHINES[name][0]
    rows = [word.split(":") for words in _CALLS.values() for word in words.split()]
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


def program(name: str) -> bytes:
    """The program for a machine of this name: an array of struct sock_filter."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in _instructions(name))


def write(path: Path) -> Path | None:
    """Write this machine's program to the path, which is returned; None where there is no program for the machine."""
    name = machine()
    if not name:
        return None
    path.write_bytes(program(name))
    path.chmod(0o644)
    return path


def _instructions(name: str) -> Iterator[Instruction]:
    known = numbers(name)
    yield (_LOAD, 0, 0, _ARCHITECTURE)
    yield (_EQUAL, 1, 0, _MACHINES[name][1])
    yield _refused(errno.ENOSYS)
    yield (_LOAD, 0, 0, _NUMBER)
    yield (_EQUAL, 0, 4, known["clone"])
    yield (_LOAD, 0, 0, _FIRST)
    yield (_ANY_BIT, 0, 1, _NEW_NAMESPACES)
    yield _refused(errno.EPERM)
    yield (_ANSWER, 0, 0, _ALLOW)
    yield (_EQUAL, 0, len(_SOCKETS) + 3, known["socket"])
    yield (_LOAD, 0, 0, _FIRST)
    for left, family in zip(range(len(_SOCKETS), 0, -1), _SOCKETS, strict=True):
        yield (_EQUAL, left, 0, family)
    yield _refused(errno.EAFNOSUPPORT)
    yield (_ANSWER, 0, 0, _ALLOW)
    yield (_EQUAL, 0, 4, known["ioctl"])
    yield (_LOAD, 0, 0, _SECOND)
    yield (_EQUAL, 0, 1, _TIOCSTI)
    yield _refused(errno.EPERM)
    yield (_ANSWER, 0, 0, _ALLOW)
    # The C library starts threads by the older call then, whose arguments can be seen.
    yield (_EQUAL, 0, 1, _CLONE3)
    yield _refused(errno.ENOSYS)
    asked = {known[word.partition(":")[0]] for word in _CALLS[_ASKED].split()}
    for first, last in _ranges(sorted(set(known.values()) - asked)):
        yield (_AT_LEAST, 1, 0, first)
        yield _refused(errno.EPERM)
        yield (_ABOVE, 1, 0, last)
        yield (_ANSWER, 0, 0, _ALLOW)
    yield (_ABOVE, 1, 0, _LAST_KNOWN)
    yield _refused(errno.EPERM)
    yield _refused(errno.ENOSYS)


def _refused(error: int) -> Instruction:
    return (_ANSWER, 0, 0, _REFUSE | error)


def _ranges(sorted_numbers: list[int]) -> Iterator[tuple[int, int]]:
    """The numbers as ranges without a hole: first and last."""
    first = last = sorted_numbers[0]
    for number in sorted_numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last
