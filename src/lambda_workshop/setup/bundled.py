"""Installs from a bundle: every wheel is there, and the images where Docker runs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from lambda_workshop.setup import pip, room
from lambda_workshop.setup.environment import FOLDER, Environment, locked
from lambda_workshop.setup.trouble import SetupError

Tell = Callable[[str], None]


def install_bundle(bundle: Path, folder: Path, tell: Tell) -> None:
    """Install the course into the folder, or renew it there, with no network; raises SetupError."""
    tell(f"Installing into {folder} ...")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"{folder} cannot be made: {error.strerror}. Name a folder of your own.",
            "python3 install.py ~/lambda-workshop",
        ) from error
    environment = Environment(folder / FOLDER)
    wheels = bundle / "wheels"
    with locked(folder, tell):
        there = environment.folder.exists()
        fault = environment.fault() if there else "it is missing"
        if fault:
            if there:
                tell(f"The environment in {environment.folder} is made anew: {fault}.")
            room.look(folder)
            environment.make()
            pip.bring(environment, wheels)
        environment.unfinish()
        line = ["--no-index", "--find-links", str(wheels), "--constraint", str(bundle / "constraints.txt"), "--upgrade"]
        try:
            pip.install(environment, [*line, "lambda-workshop"], tell)
        except SetupError as error:
            raise _explained(error, wheels) from error
        environment.finish({"bundle": ""})
    _docker(bundle, folder, tell)
    tell(f"Ready. Open the course: cd {folder} && {environment.folder}/bin/workshop lab")


def _explained(error: SetupError, wheels: Path) -> SetupError:
    if "No matching distribution" not in error.words and "Could not find a version" not in error.words:
        return error
    version = ".".join(map(str, sys.version_info[:2]))
    found = {match[1] for wheel in wheels.glob("*.whl") if (match := re.search(r"-cp3(\d+)-cp3\d+-", wheel.name))}
    pythons = " and ".join(f"3.{minor}" for minor in sorted(found, key=int))
    return SetupError(
        f"This bundle has not all wheels for Python {version} on this kind of machine; it has those for {pythons}. Use "
        "one of these, or add them where there is a network.",
        f"workshop bundle FOLDER --python {version}",
        error.words,
    )


def _docker(bundle: Path, folder: Path, tell: Tell) -> None:
    """Load the images and bring compose's file, where Docker and they are here."""
    images = sorted((bundle / "images").glob("*.tar"))
    docker = shutil.which("docker")
    if not images or docker is None:
        return
    for image in images:
        tell(f"Loading {image.name} ...")
        if subprocess.run([docker, "load", "--quiet", "--input", str(image)]).returncode:
            tell("Docker did not take it: the course runs without Docker too.")
            return
    if (bundle / "docker-compose.yml").exists():
        shutil.copy(bundle / "docker-compose.yml", folder / "docker-compose.yml")
        shutil.copy(bundle / "compose.env", folder / ".env")
        tell(f"LocalStack: cd {folder} && docker compose up -d --wait localstack")
