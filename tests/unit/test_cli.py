"""What the command line says of wrong input: a sentence, and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambda_workshop.cli import main


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WORKSHOP_BACKEND", "embedded")


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["lab", "check", "sqss"], 1, 'there is no section "sqss"; there are: start, limitations,'),
        (["lab", "check", "start"], 1, "the section start has no lab"),
        (["lab", "check", "sqs"], 1, "handler.py is missing: run this in the course's folder, or name --folder"),
        (["lab", "chekc", "sqs"], 2, "use `workshop lab` or `workshop lab check SECTION`"),
    ],
)
def test_a_wrong_word_is_answered_with_the_right_ones(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, says: str
) -> None:
    assert main(arguments) == status
    assert says in capsys.readouterr().err


def test_a_state_folder_that_cannot_be_used_is_told_by_every_command_that_needs_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "handler.py").touch()
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path / "file" / "home"))
    for arguments in (["start"], ["lab", "check", "sqs", "--folder", str(tmp_path)], ["lab", "--no-browser"]):
        assert main(arguments) == 1
        assert "export WORKSHOP_HOME=" in capsys.readouterr().err


def test_a_wrong_account_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "handler.py").touch()
    monkeypatch.setenv("WORKSHOP_ACCOUNT", "12")
    monkeypatch.setenv("WORKSHOP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("WORKSHOP_ENDPOINT_SECRET_FILE", str(tmp_path / "handler.py"))
    assert main(["lab", "check", "sqs", "--folder", str(tmp_path)]) == 1
    assert "An AWS account id has 12 digits" in capsys.readouterr().err
