"""One server for all of a learner's notebooks, found again, and nothing left of it however it ends."""

from __future__ import annotations

import io
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from deployed import eventually

import lambda_workshop
from lambda_workshop.backends import BackendError, BackendStartError, BackendUnreachable
from lambda_workshop.emulator.host import handle, identity, runs, supervisor
from lambda_workshop.emulator.host.handle import EmbeddedBackend, find, find_or_start, stop
from lambda_workshop.emulator.host.state import locked

IMPORT = "from lambda_workshop.emulator.host.handle import find_or_start as f"
LOOP = "def handler(event, context):\n    while True:\n        pass\n"
DETACHED = (
    "import os, subprocess, sys\n"
    "def handler(event, context):\n"
    "    child = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'], start_new_session=True)\n"
    "    return child.pid\n"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A learner's state folder of the test's own; whatever runs from it is ended afterwards."""
    folder = tmp_path / "home"
    monkeypatch.setenv("WORKSHOP_HOME", str(folder))
    monkeypatch.setenv("WORKSHOP_BACKEND_GRACE", "0.5")
    yield folder
    if left := find(folder):
        left.stop()


def state_of(home: Path) -> dict[str, Any]:
    """What backend.json says."""
    return dict(json.loads((home / "backend.json").read_text("utf-8")))


def alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be reaped does not."""
    return identity.of(pid) is not None


def everything_of(state: dict[str, Any]) -> list[int]:
    """The ids of all processes of a run: supervisor, server, and what runs below them."""
    found = [state["supervisor"][0], state["server"][0]]
    for pid in list(found):
        found += [child.pid for child in psutil.Process(pid).children(recursive=True)]
    return sorted(set(found))


def assert_nothing_is_left(home: Path, state: dict[str, Any], pids: list[int]) -> None:
    """Wait for the end of every process and of the temporary folder and the state file."""
    eventually(lambda: not any(alive(pid) for pid in pids), f"the end of {pids}")
    eventually(lambda: not Path(state["run"]).exists(), "the temporary folder to go")
    eventually(lambda: not (home / "backend.json").exists(), "the state file to go")


def create(backend: EmbeddedBackend, source: str, name: str = "f", timeout: int = 60) -> Any:
    """Create a function; returns the Lambda client."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("app.py", source)
    functions = backend.session().client("lambda")
    functions.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role="arn:aws:iam::000000000000:role/any",
        Handler="app.handler",
        Timeout=timeout,
        Code={"ZipFile": archive.getvalue()},
    )
    return functions


def start_loop(backend: EmbeddedBackend, state: dict[str, Any]) -> None:
    """Have a function run an endless loop, and return once its process burns time."""
    before = set(everything_of(state))
    create(backend, LOOP).invoke(FunctionName="f", InvocationType="Event")

    def burning() -> bool:
        return any(psutil.Process(pid).cpu_times().user > 0.3 for pid in everything_of(state) if pid not in before)

    eventually(burning, "the loop to run")


WHOLE = {
    "version": "0", "port": 1, "token": "", "secret": "", "run": "", "server": [1, "1"], "supervisor": [1, "1"],
}  # fmt: skip


class TestFinding:
    def test_it_is_the_ministack_that_the_results_depend_on(self, home: Path) -> None:
        backend = find_or_start(home)
        assert backend.health()["ministack"] == "1.5.33"

    def test_the_second_call_finds_the_first_ones_server(self, home: Path) -> None:
        first = find_or_start(home)
        first.session().client("s3").create_bucket(Bucket="kept")
        second = find_or_start(home)
        assert second.pid == first.pid
        assert [bucket["Name"] for bucket in second.session().client("s3").list_buckets()["Buckets"]] == ["kept"]

    def test_notebooks_that_start_at_once_share_one_server(self, home: Path) -> None:
        script = f"{IMPORT}; print(f().pid, flush=True); input()"
        notebooks = [
            subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(4)
        ]
        pids = set()
        for notebook in notebooks:
            assert notebook.stdout is not None
            pids.add(notebook.stdout.readline())
        for notebook in notebooks:
            notebook.communicate("\n", timeout=10)
        assert len(pids) == 1

    def test_another_learners_server_is_not_shared(self, home: Path, tmp_path: Path) -> None:
        mine, theirs = find_or_start(home), find_or_start(tmp_path / "theirs")
        try:
            assert mine.port != theirs.port
        finally:
            theirs.stop()

    def test_a_state_file_whose_process_id_now_belongs_to_another_is_replaced(self, home: Path) -> None:
        backend = find_or_start(home)
        state = state_of(home)
        backend.stop()
        for role in ("server", "supervisor"):
            state[role] = [os.getpid(), "1 of another boot"]
        (home / "backend.json").write_text(json.dumps(state), encoding="utf-8")
        replaced = find_or_start(home)
        assert replaced.pid != os.getpid()
        assert replaced.lost

    @pytest.mark.parametrize(
        "text",
        [
            '{"port": 1',
            "[" * 100_000,
            "[]",
            json.dumps({**WHOLE, "port": 99999999}),
            json.dumps({**WHOLE, "server": {"pid": 1}, "supervisor": 7}),
        ],
        ids=["cut short", "deep", "a list", "no port", "no processes"],
    )
    def test_a_damaged_state_file_is_replaced(self, home: Path, text: str) -> None:
        home.mkdir()
        (home / "backend.json").write_text(text, encoding="utf-8")
        assert find_or_start(home).health()["pid"]

    @pytest.mark.parametrize("seconds", [3.0, -3.0, 86_400.0])
    def test_a_clock_that_is_set_loses_nothing(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
    ) -> None:
        backend = find_or_start(home)
        # What a set clock moves of a process: the boot that its start is counted from.
        booted = psutil._pslinux.boot_time()
        monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: booted + seconds)
        found = find_or_start(home)
        assert (found.pid, found.lost) == (backend.pid, "")
        assert find(home) == backend

    def test_a_server_of_another_version_is_replaced(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        old = find_or_start(home)
        monkeypatch.setattr(handle, "_version", lambda: "99.0")
        new = find_or_start(home)
        assert new.pid != old.pid
        assert "another version" in new.lost
        assert not alive(old.pid)

    def test_only_the_learner_may_read_the_state_and_the_temporary_folder(self, home: Path) -> None:
        find_or_start(home)
        assert stat.S_IMODE((home / "backend.json").stat().st_mode) == 0o600
        assert stat.S_IMODE(Path(state_of(home)["run"]).stat().st_mode) == 0o700

    def test_it_listens_on_the_loopback_interface_only(self, home: Path) -> None:
        backend = find_or_start(home)
        server = psutil.Process(backend.pid)
        listening = [
            connection.laddr
            for connected in (server, *server.children(recursive=True))
            for connection in connected.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        ]
        assert [(address.ip, address.port) for address in listening] == [("127.0.0.1", backend.port)]

    def test_the_servers_environment_is_not_the_learners(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MY_SECRET_TOKEN", "hunter2")
        backend = find_or_start(home)
        functions = create(backend, "import os\ndef handler(e, c):\n    return dict(os.environ)\n")
        answer = functions.invoke(FunctionName="f")["Payload"].read()
        assert b"hunter2" not in answer
        assert b"AWS_ENDPOINT_URL" in answer
        for pid in everything_of(state_of(home)):
            assert "MY_SECRET_TOKEN" not in psutil.Process(pid).environ()


class TestEnding:
    def test_stop_leaves_nothing(self, home: Path) -> None:
        backend = find_or_start(home)
        state = state_of(home)
        start_loop(backend, state)
        pids = everything_of(state)
        backend.stop()
        assert_nothing_is_left(home, state, pids)
        assert sorted(path.name for path in home.iterdir()) == ["backend.lock"]
        backend.stop()

    def test_it_ends_when_the_kernel_is_killed(self, home: Path) -> None:
        script = f"{IMPORT}; f(); print('ready', flush=True); input()"
        # A shell between the test run and the kernel: pytest itself would hold the server.
        kernel = subprocess.Popen(
            ["/bin/sh", "-c", '"$0" -c "$1"; :', sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert kernel.stdout is not None
        assert kernel.stdout.readline() == b"ready\n"
        state = state_of(home)
        backend = find(home)
        assert backend is not None
        start_loop(backend, state)
        pids = everything_of(state)
        for child in psutil.Process(kernel.pid).children():
            child.kill()
        kernel.communicate(timeout=10)
        assert_nothing_is_left(home, state, pids)

    @pytest.mark.parametrize("role", ["server", "supervisor"])
    def test_a_kill_leaves_nothing(self, home: Path, role: str) -> None:
        backend = find_or_start(home)
        state = state_of(home)
        start_loop(backend, state)
        pids = everything_of(state)
        os.kill(state[role][0], signal.SIGKILL)
        assert_nothing_is_left(home, state, pids)

    @pytest.mark.parametrize("role", ["server", "supervisor"])
    def test_a_kill_takes_along_what_a_function_let_go_of(self, home: Path, role: str) -> None:
        backend = find_or_start(home)
        state = state_of(home)
        escaped = int(create(backend, DETACHED).invoke(FunctionName="f")["Payload"].read())
        assert alive(escaped)
        os.kill(state[role][0], signal.SIGKILL)
        assert_nothing_is_left(home, state, [escaped])

    def test_when_both_are_killed_the_next_start_sweeps_up(self, home: Path) -> None:
        backend = find_or_start(home)
        state = state_of(home)
        start_loop(backend, state)
        pids = everything_of(state)
        os.kill(state["supervisor"][0], signal.SIGSTOP)
        os.kill(state["server"][0], signal.SIGKILL)
        os.kill(state["supervisor"][0], signal.SIGKILL)
        next_one = find_or_start(home)
        assert not Path(state["run"]).exists()
        eventually(lambda: not any(alive(pid) for pid in pids), f"the end of {pids}")
        assert next_one.lost

    def test_when_both_are_killed_a_stop_leaves_nothing_either(self, home: Path) -> None:
        backend = find_or_start(home)
        state = state_of(home)
        start_loop(backend, state)
        pids = everything_of(state)
        os.kill(state["supervisor"][0], signal.SIGSTOP)
        for role in ("server", "supervisor"):
            os.kill(state[role][0], signal.SIGKILL)
        eventually(lambda: not alive(state["server"][0]) and not alive(state["supervisor"][0]), "both to end")
        # Nobody would know of this one by the state file.
        (home / "backend.json").unlink()
        stop(home)
        assert list(home.glob(f"{runs.PREFIX}*")) == []
        eventually(lambda: not any(alive(pid) for pid in pids), f"the end of {pids}")

    def test_a_cleaned_temporary_folder_changes_nothing(
        self, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        temporary = tmp_path / "tmp"
        temporary.mkdir()
        monkeypatch.setenv("TMPDIR", str(temporary))
        monkeypatch.setattr(tempfile, "tempdir", None)
        functions = create(find_or_start(home), "def handler(event, context):\n    return 7\n")
        assert list(temporary.iterdir()) == []
        temporary.rmdir()
        assert functions.invoke(FunctionName="f")["Payload"].read() == b"7"

    def test_the_last_three_logs_of_unwanted_ends_are_kept(self, home: Path) -> None:
        for _ in range(4):
            backend = find_or_start(home)
            os.kill(backend.pid, signal.SIGKILL)
            eventually(lambda: not (home / "backend.json").exists(), "the state file to go")
        assert sorted(path.name for path in home.glob("*.log")) == ["backend.1.log", "backend.2.log", "backend.log"]

    def test_after_a_kill_the_next_call_starts_another_and_says_what_is_gone(self, home: Path) -> None:
        backend = find_or_start(home)
        backend.session().client("s3").create_bucket(Bucket="gone")
        os.kill(backend.pid, signal.SIGKILL)
        eventually(lambda: not alive(backend.pid), "the server to end")
        with pytest.raises(BackendUnreachable, match="first cell again"):
            backend.health()
        another = find_or_start(home)
        assert another.session().client("s3").list_buckets()["Buckets"] == []
        assert "resources are gone" in another.lost
        assert find_or_start(home).lost == ""

    def test_what_is_gone_is_said_also_when_everything_was_cleaned_up_before_anybody_asked(self, home: Path) -> None:
        backend = find_or_start(home)
        os.kill(backend.pid, signal.SIGKILL)
        eventually(lambda: not (home / "backend.json").exists(), "the state file to go")
        assert "resources are gone" in find_or_start(home).lost
        stopped = find_or_start(home)
        stopped.stop()
        assert find_or_start(home).lost == ""

    def test_the_process_above_a_kernel_keeps_the_server_through_a_restart(self, home: Path, tmp_path: Path) -> None:
        """A server of notebooks is known by its name; it starts one kernel, and a pause later another."""
        server = tmp_path / "jupyter-lab"
        kernel = [sys.executable, "-c", f"{IMPORT}; print(f().pid)"]
        server.write_text(
            "import subprocess, time\n"
            f"first = subprocess.check_output({kernel})\n"
            "time.sleep(1.5)\n"
            f"print(first == subprocess.check_output({kernel}))\n"
        )
        found = subprocess.run([sys.executable, str(server)], capture_output=True, text=True, check=True, timeout=30)
        assert found.stdout == "True\n"

    def test_a_grace_that_is_no_number_is_refused(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("WORKSHOP_BACKEND_GRACE", "soon")
        with pytest.raises(BackendError, match="number of seconds"):
            find_or_start(home)

    def test_it_stays_while_one_holder_lives(self, home: Path) -> None:
        script = f"{IMPORT}; f()"
        mine = find_or_start(home)
        subprocess.run([sys.executable, "-c", script], check=True, timeout=20)
        pause = threading.Event()
        pause.wait(1.5)
        assert mine.health()["pid"] == mine.pid


def break_ministack(folder: Path, monkeypatch: pytest.MonkeyPatch, error: str) -> None:
    """Have the backend run from a copy of the course beside which a MiniStack lies that raises this error."""
    (folder / "broken" / "ministack").mkdir(parents=True)
    (folder / "broken" / "ministack" / "__init__.py").write_text(f"raise {error}")
    (folder / "broken" / "lambda_workshop").symlink_to(Path(lambda_workshop.__file__).parent)
    clean = supervisor.clean_environment()
    monkeypatch.setattr(supervisor, "clean_environment", lambda: clean | {"PYTHONPATH": str(folder / "broken")})


class TestTrouble:
    def test_an_environment_of_another_program_does_not_reach_the_backend(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "boto3.py").write_text("raise RuntimeError('not the course')")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "other"))
        assert find_or_start(home).health()["pid"]

    def test_a_server_that_cannot_start_says_why_and_what_to_do(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        break_ministack(tmp_path, monkeypatch, "RuntimeError('ministack is broken here')")
        with pytest.raises(BackendStartError) as failure:
            find_or_start(home)
        assert "ministack is broken here" in str(failure.value)
        assert "workshop doctor" in str(failure.value)
        assert not (home / "backend.json").exists()
        assert find(home) is None

    @pytest.mark.parametrize("place", ["a file/state", "n" * 300])
    def test_a_state_folder_that_cannot_be_used_is_said_with_what_to_do(self, tmp_path: Path, place: str) -> None:
        (tmp_path / "a file").touch()
        with pytest.raises(BackendStartError, match="export WORKSHOP_HOME="):
            find_or_start(tmp_path / place)

    def test_a_full_disk_is_named_before_anything_else(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        break_ministack(tmp_path, monkeypatch, "OSError(28, 'No space left on device')")
        monkeypatch.setattr(handle, "_ROOM", sys.maxsize)
        with pytest.raises(BackendStartError, match=f"There is no room left on the disk of {home}"):
            find_or_start(home)

    def test_two_starts_do_not_wait_for_ever_for_each_other(self, home: Path) -> None:
        refused = pytest.raises(BackendError, match="Another process holds")
        with locked(home), refused, locked(home, seconds=0.1):
            pytest.fail("the lock was given twice")


class TestReset:
    def test_a_reset_of_one_account_leaves_the_others(self, home: Path) -> None:
        backend = find_or_start(home)
        for account in ("111111111111", "222222222222"):
            clients = backend.session(account)
            clients.client("sqs").create_queue(QueueName="jobs")
            clients.client("s3").create_bucket(Bucket=f"bucket-{account}")
            clients.client("events").put_rule(Name="r", ScheduleExpression="rate(1 minute)")
        backend.reset("111111111111")
        emptied, kept = backend.session("111111111111"), backend.session("222222222222")
        assert not emptied.client("sqs").list_queues().get("QueueUrls")
        assert emptied.client("s3").list_buckets()["Buckets"] == []
        assert emptied.client("events").list_rules()["Rules"] == []
        assert len(kept.client("sqs").list_queues()["QueueUrls"]) == 1
        assert len(kept.client("s3").list_buckets()["Buckets"]) == 1
        emptied.client("s3").create_bucket(Bucket="bucket-111111111111")

    def test_a_reset_ends_the_processes_of_functions(self, home: Path) -> None:
        backend = find_or_start(home)
        state = state_of(home)
        idle = set(everything_of(state))
        functions = create(backend, "import os\ndef handler(e, c):\n    return os.getpid()\n")
        pid = int(functions.invoke(FunctionName="f")["Payload"].read())
        assert pid not in idle
        backend.reset()
        eventually(lambda: not alive(pid), "the function's process to end")
        assert functions.list_functions()["Functions"] == []

    def test_a_reset_of_an_account_ends_the_processes_of_its_functions(self, home: Path) -> None:
        backend = find_or_start(home)
        functions = create(backend, "import os\ndef handler(e, c):\n    return os.getpid()\n")
        pid = int(functions.invoke(FunctionName="f")["Payload"].read())
        backend.reset("000000000000")
        eventually(lambda: not alive(pid), "the function's process to end")
