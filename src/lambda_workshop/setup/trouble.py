"""What is said when the set-up cannot go on: a sentence, the command that helps, and then a program's own words."""

from __future__ import annotations

import re


class SetupError(Exception):
    """The set-up cannot go on. The message says why; `command` helps, `words` are the failed program's own."""

    def __init__(self, message: str, command: str = "", words: str = "") -> None:
        super().__init__(message)
        self.command = command
        self.words = words

    def __str__(self) -> str:
        lines = [str(self.args[0])]
        if self.command:
            lines.append(f"  -> {self.command}")
        if self.words:
            lines.append(f"What was said:\n{self.words}")
        return "\n".join(lines)


_AGAIN = "make lab"
# What pip writes, the sentence, the command. The first that is found counts.
_SIGNS = (
    (
        r"No space left on device|Errno 28\b|Disk quota exceeded|Errno 122\b",
        "The disk is full (or your share of it): the course takes 420 MB, and 250 MB more while it is installed.",
        "df -h . ~ ${TMPDIR:-/tmp}",
    ),
    (
        r"407 Proxy Authentication|ProxyError|Cannot connect to proxy|Tunnel connection failed",
        "The proxy refuses, or is not there.",
        "export https_proxy=http://USER:PASSWORD@HOST:PORT",
    ),
    (
        r"Missing dependencies for SOCKS",
        "A SOCKS proxy cannot be used to install.",
        "env -u ALL_PROXY -u all_proxy make lab",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError|TLS CA certificate bundle",
        "The package index shows a certificate that this machine does not trust. A company's proxy often puts its own.",
        "export PIP_CERT=/path/to/the/company.pem",
    ),
    (
        r"Name or service not known|Temporary failure in name resolution|NameResolutionError|nodename nor servname"
        r"|Network is unreachable|No route to host|Connection refused|NewConnectionError|ConnectTimeout|Max retries",
        "The package index cannot be reached: there is no network, or none without a proxy. Behind one, name it; with "
        "no network at all, install from a bundle (README, *Other ways in*).",
        "export https_proxy=http://HOST:PORT",
    ),
    (r"Read timed out|IncompleteRead|Connection broken|ConnectionResetError", "The network broke off.", _AGAIN),
    (
        r"is not a supported wheel|Failed building wheel|Failed to build|subprocess-exited-with-error"
        r"|metadata-generation-failed",
        "A package has no wheel for this system and could not be built here. The course needs glibc 2.28 or newer on "
        "Linux, macOS 11 or newer, and a 64-bit processor.",
        "getconf GNU_LIBC_VERSION; uname -sm",
    ),
    (
        r"No matching distribution found|Could not find a version that satisfies",
        "The index has not every package in the version that the course needs, for this Python and this system.",
        "pip config list (does it name an index of your own?)",
    ),
    (
        r"Read-only file system|Errno 30\b",
        "The folder is on a disk that cannot be written to.",
        "cp -r . ~/course && cd ~/course",
    ),
    (r"Permission denied|Errno 13\b", "A file or folder is not yours to write.", "ls -ld . .venv ~/.cache/pip"),
    (r"MemoryError|Cannot allocate memory|Errno 12\b", "There was not enough memory.", "free -m"),
)
_LINES = 12


def explain(said: str, status: int, *, what: str = "pip") -> SetupError:
    """The error for a program that ended with this status (negative: by a signal) and had written this."""
    words = "\n".join(said.strip().splitlines()[-_LINES:])
    if status == -9:
        return SetupError(f"{what} was ended by the system, which does that for lack of memory.", "free -m", words)
    for sign, sentence, command in _SIGNS:
        if re.search(sign, said):
            return SetupError(sentence, command, words)
    return SetupError(f"{what} ended with status {status}.", words=words)
