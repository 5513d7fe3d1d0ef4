"""Installs the workshop from this folder, with no network: `python3 install.py [FOLDER]`.

FOLDER is `lambda-workshop` by default. Nothing but Python is needed. Run it again to renew what is installed; work in
FOLDER stays.
"""

import hashlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(HERE, "program", "lambda_workshop", "setup", "start.py")


def damaged() -> "list[str]":
    """The files that are missing or differ from what was written down when the bundle was made."""
    found = []
    with open(os.path.join(HERE, "SHA256SUMS"), encoding="utf-8") as sums:
        for line in sums:
            digest, _spaces, name = line.rstrip("\n").partition("  ")
            try:
                with open(os.path.join(HERE, name), "rb") as file:
                    same = hashlib.sha256(file.read()).hexdigest() == digest
            except OSError:
                same = False
            if not same:
                found.append(name)
    return found


def main() -> None:
    """See that the bundle is whole, and become the set-up program that is in it."""
    files = damaged()
    if files:
        sys.exit("These files were damaged on the way; copy the folder again: " + ", ".join(files[:5]))
    os.execv(sys.executable, [sys.executable, "-E", "-s", PROGRAM, "install", "--from", HERE, *sys.argv[1:]])


if __name__ == "__main__":
    main()
