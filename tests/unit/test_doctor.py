"""What the doctor finds on a machine where something is missing, and the command that it names."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from localstack_double import HEALTH, docker_program, free_port, program, serve

from lambda_workshop.cli import main
from lambda_workshop.doctor import Finding, cloud, docker, machine, packages, sandbox
from lambda_workshop.doctor.packages import constraints_file
from lambda_workshop.emulator.host.handle import find

ENGINE = {"version": (0, "28.2.2", ""), "compose": (0, "2.39.1", ""), "image": (0, "sha256:1", "")}
NO_ENGINE = (1, "", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.\nMore.")

EMBEDDED = {"WORKSHOP_BACKEND": "embedded", "PATH": ""}


@pytest.fixture(autouse=True)
def private_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The doctor starts the embedded backend: not the learner's own."""
    home = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("WORKSHOP_HOME", str(home))
    yield
    if started := find(home):
        started.stop()


@pytest.fixture
def nothing_is_permitted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a user who may read only; to root everything is permitted."""
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)


@pytest.fixture
def engine_socket(tmp_path: Path) -> str:
    """A socket where a Docker engine's would be, for DOCKER_HOST."""
    path = tmp_path / "docker.sock"
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))
    return f"unix://{path}"


def by_subject(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.subject: finding for finding in findings}


def test_every_finding_that_is_not_well_has_a_command() -> None:
    from lambda_workshop.doctor import examine

    findings = examine({"PATH": "", "WORKSHOP_BACKEND": "embedded", "HOME": os.environ.get("HOME", "/")})
    assert {finding.subject for finding in findings if not finding.ok} >= {"Docker", "node", "sandbox"}
    assert all(finding.remedy for finding in findings if not finding.ok)
    assert not any(finding.remedy for finding in findings if finding.ok)


class TestPackages:
    def test_all_as_tested_is_one_finding(self) -> None:
        assert [finding.subject for finding in packages.installed()] == ["packages"]

    def test_a_package_that_was_not_tested_is_named_with_both_versions(self, tmp_path: Path) -> None:
        file = tmp_path / "constraints.txt"
        file.write_text("# tested\nnbformat==1.0\nboto3==1.0\n", encoding="utf-8")
        [found] = packages.installed(file)
        assert not found.ok and not found.needed
        assert "nbformat 5" in found.text and "(tested: 1.0)" in found.text
        assert found.remedy == f"{sys.executable} -m pip install nbformat==1.0"
        assert "boto3" not in found.text, "the course itself pins it"

    def test_the_versions_that_the_course_was_tested_with_are_found(self) -> None:
        file = constraints_file()
        assert file is not None and "ministack==" in file.read_text("utf-8")


class TestMachine:
    def test_little_memory_is_said_with_what_is_wanted(self) -> None:
        found = machine.memory(needed=10**15)
        assert not found.ok and "wanted" in found.text and found.remedy

    def test_a_full_disk_is_said_for_each_folder(self, tmp_path: Path) -> None:
        found = machine.disk({"WORKSHOP_HOME": str(tmp_path / "not" / "there")}, needed=10**18)
        assert not found.ok and str(tmp_path / "not" / "there") in found.text
        assert found.remedy.startswith("df -h")

    @pytest.mark.usefixtures("nothing_is_permitted")
    def test_a_folder_that_cannot_be_written_to_is_said(self, tmp_path: Path) -> None:
        found = machine.disk({"WORKSHOP_HOME": str(tmp_path)})
        assert not found.ok and found.remedy.startswith("export WORKSHOP_HOME")

    def test_a_clock_that_is_years_late_is_found_without_a_network(self) -> None:
        found = machine.clock(now=0)
        assert not found.ok and found.text.startswith("1970-01-01")

    @pytest.mark.parametrize("behind", [0.0, 3600.0])
    def test_the_clock_is_compared_with_localstacks(self, behind: float) -> None:
        with serve({HEALTH: (200, {"services": {}})}) as double:
            double.behind = behind
            found = machine.clock_beside(f"http://{double.host}")
        assert found is not None
        assert found.ok is not bool(behind)

    def test_a_port_that_is_taken_is_no_fault(self) -> None:
        assert [finding.ok for finding in machine.ports()] == [True, True]


class TestDocker:
    def test_without_a_client_there_is_one_finding(self) -> None:
        [found] = docker.examine({"PATH": ""})
        assert not found.ok and not found.needed and "sudo apt-get install" in found.remedy

    def test_an_engine_that_does_not_run_is_started(self, tmp_path: Path) -> None:
        env = docker_program(tmp_path, {"version": NO_ENGINE}) | {"DOCKER_HOST": f"unix://{tmp_path}/none.sock"}
        found = by_subject(docker.examine(env))
        assert "none.sock is missing" in found["Docker socket"].text
        assert found["Docker engine"].text == f"does not answer: {NO_ENGINE[2].splitlines()[0]}"
        assert found["Docker engine"].remedy in ("sudo systemctl start docker", "open -a Docker")
        assert "Docker compose" not in found, "what needs the engine is left out"

    @pytest.mark.usefixtures("nothing_is_permitted")
    def test_a_socket_of_another_user_needs_a_group(self, tmp_path: Path, engine_socket: str) -> None:
        env = docker_program(tmp_path / "bin", {"version": NO_ENGINE}) | {"DOCKER_HOST": engine_socket}
        found = by_subject(docker.examine(env))
        assert found["Docker engine"].remedy.startswith("sudo usermod -aG docker")

    def test_a_whole_engine_is_well(self, tmp_path: Path, engine_socket: str) -> None:
        env = docker_program(tmp_path / "bin", ENGINE) | {"DOCKER_HOST": engine_socket}
        found = by_subject(docker.examine(env))
        assert found["Docker engine"].text == "28.2.2" and found["Docker compose"].text == "2.39.1"
        assert all(finding.ok for subject, finding in found.items() if subject != "Docker's disk")

    def test_no_plugin_and_no_images_each_name_their_command(self, tmp_path: Path, engine_socket: str) -> None:
        lacking = {**ENGINE, "compose": (1, "", "unknown command"), "image": (1, "", "No such image")}
        env = docker_program(tmp_path / "bin", lacking) | {"DOCKER_HOST": engine_socket}
        found = by_subject(docker.examine(env | {"LOCALSTACK_IMAGE": "localstack/localstack:latest"}))
        assert found["Docker compose"].remedy == "sudo apt-get install docker-compose-v2"
        assert found["image localstack/localstack:latest"].remedy == "docker pull localstack/localstack:latest"


class TestLocalStack:
    def test_its_edition_its_token_and_its_sections_are_said(self) -> None:
        health = {"services": {"lambda": "available", "sqs": "available", "iam": "available"}, "version": "4.14.0"}
        with serve({HEALTH: (200, {**health, "edition": "community"})}) as double:
            env = EMBEDDED | {"LOCALSTACK_HOST": double.host, "LOCALSTACK_AUTH_TOKEN": "a secret"}
            found = by_subject(cloud.examine(env))
        assert found["LocalStack"].text.startswith("LocalStack 4.14.0 (community) at http://127.0.0.1:")
        assert found["LocalStack"].text.endswith("LOCALSTACK_AUTH_TOKEN is set")
        assert "on the embedded backend: " in found["sections"].text and "cognito" in found["sections"].text
        assert found["LocalStack's clock"].ok

    def test_one_that_was_named_and_does_not_answer_is_to_be_mended(self) -> None:
        found = by_subject(cloud.examine(EMBEDDED | {"LOCALSTACK_HOST": f"127.0.0.1:{free_port()}"}))
        assert not found["LocalStack"].ok and found["LocalStack"].remedy
        assert found["backend"].ok, "the embedded one was asked for, and runs"

    def test_a_host_that_is_none_is_named(self) -> None:
        [found] = cloud.examine({"LOCALSTACK_HOST": "localhost:http"})
        assert not found.ok and found.remedy == "unset LOCALSTACK_HOST"


class TestSandbox:
    def test_without_bubblewrap_it_is_to_be_installed(self) -> None:
        [found] = sandbox.examine({"PATH": ""})
        assert found.needed and found.remedy == "sudo apt-get install bubblewrap"
        assert not sandbox.summary({"PATH": ""}).needed, "only those who grade need it"

    def test_an_old_one_is_to_be_renewed(self, tmp_path: Path) -> None:
        env = program(tmp_path, "bwrap", {"--version": (0, "bubblewrap 0.4.1", "")})
        found = by_subject(sandbox.examine(env))
        assert not found["bubblewrap"].ok and "0.8 or newer" in found["bubblewrap"].text

    def test_what_forbids_namespaces_is_quoted_with_what_permits_them(self, tmp_path: Path) -> None:
        said = "bwrap: No permissions to create new namespace"
        env = program(tmp_path, "bwrap", {"--version": (0, "bubblewrap 0.8.0", ""), "--die-with-parent": (1, "", said)})
        found = by_subject(sandbox.examine(env))
        assert found["namespaces"].text == f"refused: {said}"
        assert found["namespaces"].remedy
        assert "nested sandbox" not in found

    @pytest.mark.parametrize(
        ("setting", "value", "command"),
        [
            ("kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"),
            ("kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"),
            ("user/max_user_namespaces", "0", "user.max_user_namespaces="),
            ("kernel/unprivileged_userns_clone", "1", "docker run --privileged"),
        ],
    )
    def test_the_command_is_that_of_the_setting_which_forbids(
        self, tmp_path: Path, setting: str, value: str, command: str
    ) -> None:
        path = tmp_path / setting
        path.parent.mkdir()
        path.write_text(f"{value}\n", encoding="utf-8")
        assert command in sandbox.permission(tmp_path)

    def test_here_it_works_or_says_why_not(self) -> None:
        found = sandbox.examine(os.environ)
        assert found[-1].subject == "grader's box" if all(each.ok for each in found) else found[-1].remedy


def test_json_has_every_finding(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["doctor", "--grading", "--json"])
    findings = json.loads(capsys.readouterr().out)
    assert {"subject", "ok", "text", "remedy", "needed"} == findings[0].keys()
    assert status == (0 if all(each["ok"] or not each["needed"] for each in findings) else 1)


def test_the_text_says_ok_mend_or_want(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert main(["doctor", "--grading"]) == 1
    out = capsys.readouterr().out
    assert "ok    Python: " in out
    assert "mend  bubblewrap: not installed\n      -> sudo apt-get install bubblewrap" in out
