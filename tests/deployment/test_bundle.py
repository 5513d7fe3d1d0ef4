"""A bundle is made once, with a network; everything else here happens without one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lambda_workshop.bundle.make import Bundle, BundleError, make

pytestmark = pytest.mark.xdist_group("bundle")  # they share one bundle

DOCKER = f"""#!{sys.executable}
import pathlib, sys
if sys.argv[1] == "version":
    print("28.2.2")
elif sys.argv[1:4] == ["image", "inspect", "--format"] and sys.argv[-1] == "lambda-workshop":
    sys.exit(1)
elif sys.argv[1] == "save":
    pathlib.Path(sys.argv[3]).write_text("the image " + sys.argv[4])
elif sys.argv[1] == "load":
    print("loaded", pathlib.Path(sys.argv[-1]).read_text())
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables with a `docker` first on the PATH that has every image but ours, and saves a line for each."""
    path = tmp_path_factory.mktemp("bin") / "docker"
    path.write_text(DOCKER, encoding="utf-8")
    path.chmod(0o755)
    return {**os.environ, "PATH": f"{path.parent}:{os.environ['PATH']}"}


@pytest.fixture(scope="module")
def bundle(wheel: Path, engine: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A whole bundle, with the images of an engine."""
    try:
        return make(tmp_path_factory.mktemp("bundle"), wheel=wheel, env=engine)
    except BundleError as error:
        if "network" in str(error):
            pytest.skip("pip could not fetch the wheels: connect to a network once")
        raise


def install(bundle: Path, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the installer where no index can be reached."""
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull}
    line = [sys.executable, bundle / "install.py", folder]
    return subprocess.run(line, env=env | nowhere, capture_output=True, text=True)


def test_it_says_what_is_in_it_and_what_is_not(bundle: Bundle) -> None:
    assert bundle.wheels > 100
    assert bundle.images == ("localstack/localstack:4.14.0", "public.ecr.aws/lambda/python:3.13")
    assert bundle.missing_images == ("lambda-workshop",)
    assert "python3 install.py" in str(bundle)
    listed = (bundle.folder / "images.txt").read_text("utf-8")
    assert all(f"docker save --output images/{name}" in listed for name in ("localstack", "public", "lambda-workshop"))


def test_it_installs_with_no_network_and_loads_the_images(
    bundle: Bundle, engine: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    done = install(bundle.folder, folder, engine)
    assert done.returncode == 0, done.stderr
    assert "loaded the image localstack/localstack:4.14.0" in done.stdout
    assert (folder / ".env").read_text("utf-8") == "LOCALSTACK_IMAGE=localstack/localstack:4.14.0\n"
    looked = subprocess.run(
        [folder / ".venv/bin/workshop", "doctor", "--grading", "--json"], cwd=tmp_path, capture_output=True, text=True
    )
    texts = {finding["subject"]: finding["text"] for finding in json.loads(looked.stdout)}
    assert texts["packages"].endswith("all as tested"), texts


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_file_is_named_and_nothing_is_installed(
    bundle: Bundle, engine: dict[str, str], tmp_path: Path, damage: str
) -> None:
    copy = tmp_path / "stick"
    shutil.copytree(bundle.folder, copy)
    broken = next((copy / "wheels").glob("boto3-*.whl"))
    if damage == "changed":
        broken.write_bytes(broken.read_bytes()[:-1] + b"?")
    else:
        broken.unlink()
    done = install(copy, tmp_path / "course", engine)
    assert done.returncode == 1
    assert done.stderr == f"These files were damaged on the way; copy the folder again: wheels/{broken.name}\n"
    assert not (tmp_path / "course").exists()


def test_a_wheel_that_is_not_there_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="--wheel FILE"):
        make(tmp_path, wheel=tmp_path / "lambda_workshop-9.whl", images=False)
