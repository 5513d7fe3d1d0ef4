"""Another user of the same machine reaches the port, and gets nothing by it: no call, no file, no secret."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from deployed import deploy

from lambda_workshop.emulator.host.handle import EmbeddedBackend, find_or_start
from lambda_workshop.progress import Event, Progress

STRANGER = Path(__file__).with_name("stranger.py")


def somebody_else() -> list[str]:
    """The command before another that runs it as another user; the test is skipped where there is no way."""
    if os.geteuid() == 0 and shutil.which("setpriv"):
        return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
    sudo = ["sudo", "-n", "-u", "nobody", "--"]
    if shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True).returncode == 0:
        return sudo
    pytest.skip("only root, or who may use sudo, can be somebody else")


@pytest.fixture
def own() -> Iterator[EmbeddedBackend]:
    """A backend whose folder everybody can reach."""
    folder = Path(tempfile.mkdtemp(prefix="gateway-"))
    folder.chmod(0o755)
    started = find_or_start(folder / "home")
    yield started
    started.stop()
    shutil.rmtree(folder)


@pytest.mark.parametrize("open_folder", [False, True])
def test_another_user_gets_nothing(own: EmbeddedBackend, open_folder: bool) -> None:
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if python is None:
        pytest.skip("no Python that every user can run")
    session, account = own.session(), "000000000000"
    source = "import os\ndef handler(event, context):\n    return [os.getpid(), dict(os.environ)]\n"
    function, environment = deploy(session, account, source, name="kept").invoke().value
    s3 = session.client("s3")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="object", Body=b"mine")
    if open_folder:
        # A folder of one's own choice, as WORKSHOP_HOME may name it.
        own.home.chmod(0o755)
    Progress(own.home).add(Event("sqs", "wire", "reset"))
    family = [function, own.pid, *(child.pid for child in psutil.Process(own.pid).children(recursive=True))]
    line = [*somebody_else(), python, "-I", "-", str(own.port), str(own.home), *map(str, family)]
    done = subprocess.run(line, input=STRANGER.read_bytes(), capture_output=True, timeout=300, cwd="/")
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    expected = ["list the state folder"] if open_folder else []
    assert [name for name in told["got"] if name not in expected] == []
    secrets = [own.secret, own.token, environment["AWS_SECRET_ACCESS_KEY"], environment["AWS_SESSION_TOKEN"]]
    secrets += [own.environment()["AWS_SECRET_ACCESS_KEY"]]
    assert not [line for line in told["command_lines"] if any(secret in line for secret in secrets)]
    assert s3.get_object(Bucket="kept", Key="object")["Body"].read() == b"mine"
