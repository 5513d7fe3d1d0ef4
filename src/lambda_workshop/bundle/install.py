"""Installs the workshop from this folder, with no network: `python3 install.py [FOLDER]`.

FOLDER is `lambda-workshop` by default. Nothing but Python 3.11 to 3.13 is needed. Run it again to renew what is
installed; work in FOLDER stays.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Check the bundle, install from it, load its images; returns 0 when the course can be opened."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return _stop(f"The course needs Python 3.11, 3.12 or 3.13, and this is {sys.version.split()[0]}.")
    damaged = _damaged()
    if damaged:
        return _stop(f"These files were damaged on the way; copy the folder again: {', '.join(damaged[:5])}")
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "lambda-workshop").absolute()
    environment = folder / ".venv"
    print(f"Installing into {folder} ...", flush=True)
    venv.create(environment, with_pip=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    line = [str(programs / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index"]
    line += ["--find-links", str(HERE / "wheels"), "--constraint", str(HERE / "constraints.txt"), "--upgrade"]
    if subprocess.run([*line, "lambda-workshop"]).returncode:
        version = ".".join(map(str, sys.version_info[:2]))
        return _stop(
            f"This bundle has not all wheels for Python {version} on this kind of machine. Use the Python that it was "
            f"made with, or add them where there is a network: workshop bundle FOLDER --python {version}"
        )
    _docker(folder)
    print(f"Ready. Open the course: cd {folder} && {programs / 'workshop'} lab")
    return 0


def _damaged() -> list[str]:
    """The files that are missing or differ from what was written down when the bundle was made."""
    found = []
    for line in (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, _spaces, name = line.partition("  ")
        path = HERE / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            found.append(name)
    return found


def _docker(folder: Path) -> None:
    """Load the images and bring compose's file, where Docker and they are here."""
    images = sorted((HERE / "images").glob("*.tar"))
    docker = shutil.which("docker")
    if not images or docker is None:
        return
    for image in images:
        print(f"Loading {image.name} ...", flush=True)
        if subprocess.run([docker, "load", "--quiet", "--input", str(image)]).returncode:
            print("Docker did not take it: the course runs without Docker too.")
            return
    if (HERE / "docker-compose.yml").exists():
        shutil.copy(HERE / "docker-compose.yml", folder / "docker-compose.yml")
        shutil.copy(HERE / "compose.env", folder / ".env")
        print(f"LocalStack: cd {folder} && docker compose up -d --wait localstack")


def _stop(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
