"""conda, Binder, devcontainer and the workflows: that they agree with the project, and that their schemas take them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from lambda_workshop.setup import start

WORKFLOWS = ("ci.yml", "localstack.yml", "nightly.yml")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    """What pyproject.toml says of the project."""
    found: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return found


@pytest.fixture(scope="module")
def constraints(root: Path) -> dict[str, str]:
    """The tested version of each package."""
    lines = [line for line in (root / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    return {canonicalize_name(name): version for name, _equals, version in (line.partition("==") for line in lines)}


@pytest.fixture(scope="module")
def conda(root: Path) -> tuple[dict[str, str], list[str]]:
    """What conda brings, each with its version (empty: any), and the lines for pip."""
    listed = yaml.safe_load((root / "environment.yml").read_text("utf-8"))["dependencies"]
    by_conda = dict(each.partition("=")[::2] for each in listed if isinstance(each, str))
    [by_pip] = [each["pip"] for each in listed if isinstance(each, dict)]
    return by_conda, by_pip


def test_the_pinned_versions_are_the_tested_ones(project: dict[str, Any], constraints: dict[str, str]) -> None:
    for text in project["dependencies"]:
        requirement = Requirement(text)
        version = constraints[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{text} and constraints.txt's {version}"


class TestConda:
    def test_it_brings_python_pip_and_jupyterlab_only(self, conda: tuple[dict[str, str], list[str]]) -> None:
        assert conda[0].keys() == {"python", "pip", "jupyterlab"}

    def test_its_python_is_one_that_the_project_takes(
        self, conda: tuple[dict[str, str], list[str]], project: dict[str, Any]
    ) -> None:
        assert SpecifierSet(project["requires-python"]).contains(f"{conda[0]['python']}.0")

    def test_its_jupyterlab_is_the_tested_one(
        self, conda: tuple[dict[str, str], list[str]], constraints: dict[str, str]
    ) -> None:
        assert conda[0]["jupyterlab"] == constraints["jupyterlab"]

    def test_pip_brings_the_rest_by_the_same_constraints(
        self, conda: tuple[dict[str, str], list[str]], root: Path
    ) -> None:
        assert conda[1] == ["--prefer-binary", "-c constraints.txt", "-e ."]
        assert (root / "constraints.txt").exists()


class TestBinder:
    def test_its_python_is_one_that_the_project_takes(self, root: Path, project: dict[str, Any]) -> None:
        version = (root / "binder/runtime.txt").read_text("utf-8").strip().removeprefix("python-")
        assert SpecifierSet(project["requires-python"]).contains(f"{version}.0")

    @pytest.mark.parametrize("name", ["postBuild", "start"])
    def test_its_scripts_can_be_run(self, root: Path, name: str) -> None:
        path = root / "binder" / name
        assert os.access(path, os.X_OK)
        assert subprocess.run(["bash", "-n", path], capture_output=True).returncode == 0

    def test_start_hands_over_to_jupyterlab_on_the_embedded_backend(self, root: Path) -> None:
        done = subprocess.run(
            [root / "binder/start", "sh", "-c", 'echo "$WORKSHOP_BACKEND $0"', "given"], capture_output=True, text=True
        )
        assert done.stdout == "embedded given\n"


class TestDevcontainer:
    def test_the_set_up_program_makes_it_and_the_first_notebook_opens(self, root: Path) -> None:
        settings = json.loads((root / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
        assert start.is_tested(
            tuple(int(part) for part in settings["image"][len("python:") :].split("-")[0].split("."))
        )
        [program] = re.findall(r"\S+/start\.py", settings["onCreateCommand"])
        assert (root / program).exists()
        opened = Path(settings["customizations"]["codespaces"]["openFiles"][0])
        assert (root / opened.relative_to("work")).exists()
        assert str(opened) in settings["postAttachCommand"]["first notebook"]


def test_the_oldest_python_is_the_same_for_pip(project: dict[str, Any]) -> None:
    assert project["requires-python"] == ">=" + start.versions()[-1]


class TestWorkflows:
    @pytest.mark.parametrize("name", WORKFLOWS)
    def test_the_schema_takes_it(self, root: Path, name: str, tool: Callable[[str, str], str]) -> None:
        check = tool("check-jsonschema", "pip install check-jsonschema")
        path = root / ".github/workflows" / name
        done = subprocess.run(
            [check, "--builtin-schema", "vendor.github-workflows", path], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout

    def test_every_python_that_the_course_is_tested_with_is_tried(self, root: Path) -> None:
        jobs = yaml.safe_load((root / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]
        [command] = re.findall(r"\$\((.*)\)", jobs["pythons"]["steps"][1]["run"])
        listed = subprocess.run(command, shell=True, cwd=root, capture_output=True, text=True)
        assert json.loads(listed.stdout) == start.versions()[::-1]
        assert jobs["everything"]["strategy"]["matrix"]["python"] == "${{ fromJSON(needs.pythons.outputs.list) }}"

    def test_what_they_run_exists(self, root: Path) -> None:
        text = "\n".join((root / ".github/workflows" / name).read_text("utf-8") for name in WORKFLOWS)
        assert (root / ".ci/run").exists() and "run: .ci/run" in text
        for folder in re.findall(r"tests/\w+", text):
            assert (root / folder).is_dir()

    def test_the_cron_line_comes_once_a_week(self, root: Path) -> None:
        workflow = yaml.safe_load((root / ".github/workflows/localstack.yml").read_text("utf-8"))
        # YAML 1.1 reads the key `on` as true.
        [schedule] = workflow[True]["schedule"]
        minute, hour, day, month, weekday = schedule["cron"].split()
        assert (day, month) == ("*", "*") and all(part.isdigit() for part in (minute, hour, weekday))


def test_every_pinned_version_takes_every_python_that_the_course_takes(
    project: dict[str, Any], constraints: dict[str, str]
) -> None:
    oldest = project["requires-python"].removeprefix(">=").partition(",")[0] + ".0"
    refusing = []
    for name, version in constraints.items():
        try:
            found = metadata(name)
        except PackageNotFoundError:
            # Only other systems have it.
            continue
        wanted = found["Requires-Python"] if found["Version"] == version else None
        if wanted and not SpecifierSet(wanted).contains(oldest):
            refusing.append(f"{name}=={version} needs {wanted}")
    assert not refusing
