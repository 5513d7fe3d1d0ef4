"""What the set-up program finds, says and makes: without a network, on this machine's own Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from lambda_workshop.setup import folders, memory, pip, room, start
from lambda_workshop.setup.environment import STAMP, Environment, locked
from lambda_workshop.setup.removing import remove
from lambda_workshop.setup.trouble import SetupError, explain

START = start.__file__


def program(path: Path, text: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


class TestPython:
    def test_the_one_that_runs_is_used(self) -> None:
        asked = [sys.executable, START, "versions"]
        done = subprocess.run(asked, capture_output=True, text=True, env={"PYTHONPATH": "/nowhere", "PATH": ""})
        assert json.loads(done.stdout) == start.versions()[::-1]

    def test_an_old_one_is_no_python_for_the_course(self, tmp_path: Path) -> None:
        old = program(tmp_path / "python3", "echo 3.9")
        assert start.complaint(str(old)) == ("it is Python 3.9", (3, 9))

    def test_one_that_lacks_a_part_of_itself_is_passed_over(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = program(tmp_path / "a" / "python3.14", 'echo "No module named ssl" >&2; exit 1')
        whole = program(tmp_path / "b" / "python3.13", "echo 3.13")
        program(tmp_path / "b" / "python3.12", "echo 3.12")
        monkeypatch.setattr(start, "_PLACES", ())
        monkeypatch.setenv("PATH", f"{broken.parent}:{whole.parent}")
        assert start.find() == str(whole)

    def test_a_tested_one_is_taken_before_a_newer_one(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        program(tmp_path / "python3", "echo 3.99")
        monkeypatch.setattr(start, "_PLACES", ())
        monkeypatch.setenv("PATH", str(tmp_path))
        assert start.find() == str(tmp_path / "python3")
        tested = program(tmp_path / "python3.11", "echo 3.11")
        assert start.find() == str(tested)

    def test_without_any_the_command_that_brings_one_is_said(self) -> None:
        assert "python" in start.how_to_get_one()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment as the set-up leaves it, without packages."""
    environment = Environment(tmp_path_factory.mktemp("course") / ".venv")
    environment.make()
    environment.finish({"lab": "1"})
    return environment


class TestEnvironment:
    def test_a_finished_one_is_whole(self, made: Environment) -> None:
        assert made.fault() == ""
        stamp = made.stamp()
        assert stamp is not None and stamp.parts == {"lab": "1"}

    def test_pip_comes_from_pythons_own_wheel_with_no_network(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
        monkeypatch.setenv("PIP_USER", "1")
        environment = Environment(tmp_path / ".venv")
        environment.make()
        pip.bring(environment)
        assert subprocess.run(environment.command("pip", "--version"), capture_output=True).returncode == 0

    def test_one_that_was_moved_is_known(self, made: Environment, tmp_path: Path) -> None:
        moved = tmp_path / ".venv"
        subprocess.run(["cp", "-a", made.folder, moved], check=True)
        assert "was moved or copied" in Environment(moved).fault()

    def test_one_that_was_interrupted_is_known(self, tmp_path: Path) -> None:
        environment = Environment(tmp_path / ".venv")
        environment.make()
        assert environment.fault() == "it was not finished"
        environment.finish({})
        environment.unfinish()
        assert environment.fault() == "it was not finished"

    def test_another_programs_is_known(self, tmp_path: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
        assert Environment(tmp_path / ".venv").fault() == "it was made by another program"

    @pytest.mark.parametrize(
        ("python", "says"),
        [("echo 3.99.1; echo {folder}", "the system now has 3.99.1"), ("exit 127", "does not run")],
        ids=["another version", "broken"],
    )
    def test_a_python_that_was_replaced_is_known(self, tmp_path: Path, python: str, says: str) -> None:
        environment = Environment(tmp_path / ".venv")
        environment.make()
        environment.finish({})
        environment.python.unlink()
        assert "is gone" in environment.fault()
        program(environment.python, python.format(folder=environment.folder))
        assert says in environment.fault()

    @pytest.mark.parametrize("text", ["", "[]", "{", '{"parts": 1}', '{"folder": 1, "python": 1, "machine": 1}'])
    def test_a_damaged_stamp_is_no_stamp(self, tmp_path: Path, text: str) -> None:
        (tmp_path / STAMP).write_text(text)
        assert Environment(tmp_path).stamp() is None

    def test_a_folder_that_is_no_environment_is_not_removed(self, tmp_path: Path) -> None:
        (tmp_path / ".venv").mkdir()
        (tmp_path / ".venv" / "thesis.txt").touch()
        with pytest.raises(SetupError, match=r"is not removed\.\n  -> mv"):
            Environment(tmp_path / ".venv").make()
        assert (tmp_path / ".venv" / "thesis.txt").exists()

    def test_a_link_goes_and_what_it_leads_to_stays(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "kept").touch()
        (tmp_path / ".venv").symlink_to(tmp_path / "elsewhere")
        Environment(tmp_path / ".venv").make()
        assert (tmp_path / "elsewhere" / "kept").exists() and not (tmp_path / ".venv").is_symlink()

    def test_two_set_ups_come_one_after_the_other(self, tmp_path: Path) -> None:
        told: list[str] = []
        order: list[str] = []

        def second() -> None:
            with locked(tmp_path, told.append):
                order.append("second")

        with locked(tmp_path, told.append):
            waiting = threading.Thread(target=second)
            waiting.start()
            waiting.join(0.3)
            order.append("first")
        waiting.join(5)
        assert order == ["first", "second"]
        assert told == ["Another set-up runs in this folder: waiting for it ..."]


@pytest.mark.parametrize(
    ("said", "sentence", "command"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full", "df -h"),
        ("ProxyError('Cannot connect to proxy.', OSError('407'))", "proxy refuses", "https_proxy="),
        ("ERROR: Could not install: Missing dependencies for SOCKS support", "SOCKS", "env -u ALL_PROXY"),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))", "does not trust", "PIP_CERT"),
        ("NewConnectionError: [Errno -3] Temporary failure in name resolution", "cannot be reached", "bundle"),
        ("ReadTimeoutError: Read timed out.", "broke off", "make lab"),
        ("error: subprocess-exited-with-error\nFailed building wheel for rpds", "glibc 2.28", "getconf"),
        ("ERROR: No matching distribution found for boto3==1", "not every package", "pip config list"),
        ("[Errno 30] Read-only file system: '/x'", "cannot be written to", "cp -r"),
        ("[Errno 13] Permission denied: '/x'", "not yours", "ls -ld"),
    ],
)
def test_what_pip_says_becomes_a_sentence_and_a_command(said: str, sentence: str, command: str) -> None:
    text = str(explain(f"Collecting x\n{said}\n", 1))
    assert sentence in text and command in text
    assert text.index(sentence) < text.index(said.splitlines()[-1])


def test_a_pip_that_the_system_ended_lacked_memory() -> None:
    assert "lack of memory" in str(explain("Collecting x\n", -9))


class TestRoom:
    def test_a_full_disk_is_said_with_both_sizes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(room, "DISK", 10**18)
        with pytest.raises(SetupError, match=r"MB are free, and \d+ MB are needed"):
            room.look(tmp_path)

    def test_a_disk_without_files_left_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(room, "INODES", 10**15)
        with pytest.raises(SetupError, match="more files only"):
            room.look(tmp_path)

    def test_too_little_memory_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(room, "MEMORY", 10**15)
        with pytest.raises(SetupError, match="Too little memory"):
            room.look(tmp_path)


class TestMemory:
    def files(self, root: Path, contents: dict[str, str]) -> None:
        for name, text in contents.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)

    def test_a_group_above_ones_own_may_be_the_tight_one(self, tmp_path: Path) -> None:
        outer = {"memory.max": "300000000", "memory.current": "250000000", "memory.stat": "inactive_file 50000000"}
        self.files(tmp_path / "proc", {"self/cgroup": "0::/user/me", "meminfo": "MemAvailable: 9000000 kB"})
        self.files(tmp_path / "groups/user", outer)
        self.files(tmp_path / "groups/user/me", outer | {"memory.max": "max"})
        found = memory.room(tmp_path / "proc", tmp_path / "groups")
        assert found == memory.Room(100_000_000, "this container")

    def test_version_1_is_read_too_also_where_its_path_is_the_hosts(self, tmp_path: Path) -> None:
        lines = "5:cpu:/docker/f00\n4:memory:/docker/f00\n"
        self.files(tmp_path / "proc", {"self/cgroup": lines, "meminfo": "MemAvailable: 9000000 kB"})
        own = {"memory.limit_in_bytes": "90000000", "memory.usage_in_bytes": "50000000"}
        self.files(tmp_path / "groups/memory", own | {"memory.stat": "total_inactive_file 10000000"})
        found = memory.room(tmp_path / "proc", tmp_path / "groups")
        assert found == memory.Room(50_000_000, "this container")

    def test_a_limit_of_the_shell_counts(self) -> None:
        script = "from lambda_workshop.setup.memory import room; print(room())"
        line = ["sh", "-c", f'ulimit -v 900000; exec {sys.executable} -c "{script}"']
        said = subprocess.run(line, capture_output=True, text=True).stdout
        assert said.strip().endswith("GB free on this shell (ulimit -v)")

    def test_a_machine_that_says_nothing_is_no_shortage(self, tmp_path: Path) -> None:
        assert memory.room(tmp_path, tmp_path) is None

    def test_a_shortage_is_a_sentence(self) -> None:
        assert memory.shortage(1, "a notebook") == ""
        assert "a notebook need" in memory.shortage(10**15, "a notebook")


class TestFolders:
    def test_the_named_folder_comes_first(self, tmp_path: Path) -> None:
        assert folders.state_folder({"WORKSHOP_HOME": str(tmp_path), "HOME": "/nonexistent"}) == tmp_path

    def test_without_a_home_the_state_lies_beside_the_environment(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
        monkeypatch.setattr(folders, "can_write", lambda folder: folder.is_relative_to(tmp_path))
        env = {"HOME": "/nonexistent"}
        assert folders.state_folder(env) == tmp_path / ".lambda-workshop"
        assert folders.own_folders(env)["IPYTHONDIR"] == str(tmp_path / ".lambda-workshop" / "ipython")

    def test_a_home_that_can_be_written_is_used_as_it_is(self, tmp_path: Path) -> None:
        env = {"HOME": str(tmp_path)}
        assert folders.own_folders(env) == {}
        assert folders.state_folder(env).is_relative_to(tmp_path)

    def test_a_user_without_any_home_has_a_state_folder(self) -> None:
        script = (
            "import os\n"
            "from lambda_workshop.setup.folders import state_folder\n"
            "os.getuid() or os.setuid(4242)\n"
            "print(state_folder({}))"
        )
        line = [sys.executable, "-c", script]
        found = subprocess.run(line, capture_output=True, text=True, env={"PATH": ""}, cwd="/")
        assert Path(found.stdout.strip()).is_absolute(), found.stderr


def test_clean_leaves_nothing_but_the_learners_own(tmp_path: Path, made: Environment) -> None:
    subprocess.run(["cp", "-a", made.folder, tmp_path / ".venv"], check=True)
    for name in ("work/notebooks/mine.ipynb", "src/a/__pycache__/b.pyc", "work/.ipynb_checkpoints/c", "uv.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "src/a.egg-info").mkdir()
    told: list[str] = []
    remove(tmp_path, told.append)
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["work/notebooks/mine.ipynb"]
    assert ".venv" in told[0] and "stay where they are" in told[1]
    assert any(str(tmp_path) in line for line in told[2:])


def test_a_stamp_of_another_machine_is_known(made: Environment) -> None:
    stamp = made.stamp()
    assert stamp is not None
    (made.folder / STAMP).write_text(json.dumps(vars(replace(stamp, machine="Plan9 mips"))))
    try:
        assert "another kind of machine (Plan9 mips)" in made.fault()
    finally:
        made.finish(stamp.parts)
    assert os.access(made.python, os.X_OK)
