"""The command: every part is there, and a fault is one line."""

import errno
import sys

import pytest
from click.testing import CliRunner

from fsp.cli.main import fsp, main


def test_every_command_says_what_it_does(run: CliRunner) -> None:
    output = run.invoke(fsp, ["--help"]).output

    for command in ("up", "web", "worker", "scheduler", "migrate", "import", "login-link", "token"):
        assert run.invoke(fsp, [command, "--help"]).exit_code == 0
        assert command in output


def test_a_broken_variable_is_one_line_and_exit_code_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FSP_PORT", "eighty")
    monkeypatch.setattr(sys, "argv", ["fsp", "migrate"])

    with pytest.raises(SystemExit) as caught:
        main()

    assert caught.value.code == 2
    assert capsys.readouterr().err.strip() == 'fsp: FSP_PORT must be a whole number from 1 to 65535, got "eighty".'


def test_a_bad_mail_recipient_is_one_line_and_exit_code_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALERT_EMAIL_RECIPIENTS", "Ops <ops@example..org>\nx")
    monkeypatch.setattr(sys, "argv", ["fsp", "worker"])

    with pytest.raises(SystemExit) as caught:
        main()

    said = capsys.readouterr().err.strip()
    assert caught.value.code == 2
    assert said.startswith("fsp: ALERT_EMAIL_RECIPIENTS must be mail addresses")
    assert "\n" not in said


def test_a_later_fault_is_one_line_and_exit_code_one(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["fsp", "token", "revoke", "9"])

    with pytest.raises(SystemExit) as caught:
        main()

    assert caught.value.code == 1
    assert capsys.readouterr().err.startswith("fsp: Active token 9 not found")


def test_a_full_disk_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fill() -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/srv/fsp/valkey.conf")

    monkeypatch.setattr("fsp.cli.main.fsp", fill)

    with pytest.raises(SystemExit) as caught:
        main()

    assert caught.value.code == 1
    assert capsys.readouterr().err.startswith("fsp: The disk is full at /srv/fsp/valkey.conf. Free some space")


@pytest.mark.parametrize("command", [["accounts", "create", "a\udcff"], ["jobs", "list", "-q", "tag:\udcff"]])
def test_bytes_that_are_no_text_are_refused_with_their_place(run: CliRunner, command: list[str]) -> None:
    said = run.invoke(fsp, command)

    assert said.exit_code == 2
    assert f"Argument {len(command)} of fsp must be text that can be stored" in said.output
