"""`fsp destinations`: added, listed, shown, changed, tested, paused and removed; secrets only from stdin or a file."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.content.project_settings import ProjectText, create_project
from fsp.destinations.contract import CheckResult
from fsp.models.destination import Destination
from fsp.stores import db
from tests.destinations.notes import Notes, install_notes

SECRET = "hunter2-hunter2-hunter2"
ADD = ["destinations", "add", "garden", "notes", "--name", "My notes", "--set", "url=https://notes.example"]


@pytest.fixture(autouse=True)
def _garden(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    install_notes(monkeypatch)
    create_project(ProjectText("Garden"))


def test_a_destination_is_added_listed_and_shown(run: CliRunner) -> None:
    added = run.invoke(fsp, [*ADD, "--max-lateness", "any", "--credentials", "-"], input=f"token={SECRET}\n")
    listed = run.invoke(fsp, ["destinations", "list", "garden"]).output
    shown = run.invoke(fsp, ["destinations", "show", "garden", "my notes"]).output

    assert added.exit_code == 0, added.output
    assert f"{added.output.strip()}\tMy notes\tNotes\tnot tested\tno posts" in listed
    assert "due to live, 24 h\tno posts" in shown
    assert "circuit\tclosed" in shown
    assert "setting url\thttps://notes.example" in shown
    assert "lateness\tany" in shown
    assert "secret token\tstored\tFSP_DESTINATION_MY_NOTES_TOKEN" in shown
    assert SECRET not in added.output + listed + shown


def test_credentials_are_replaced_from_a_file(run: CliRunner, tmp_path: Path) -> None:
    run.invoke(fsp, [*ADD, "--no-credentials"])
    file = tmp_path / "secrets"
    file.write_text('{"token": "new"}')

    replaced = run.invoke(fsp, ["destinations", "credentials", "garden", "My notes", "--credentials", str(file)])
    unknown = run.invoke(
        fsp, ["destinations", "credentials", "garden", "My notes", "--credentials", "-"], input=f"key={SECRET}"
    )

    assert replaced.exit_code == 0, replaced.output
    assert unknown.exit_code == 1
    assert SECRET not in str(unknown.exception) + unknown.output


def test_without_a_terminal_nothing_is_asked(run: CliRunner) -> None:
    assert "--credentials FILE" in str(run.invoke(fsp, ADD).exception)


def test_settings_and_options_are_changed(run: CliRunner) -> None:
    run.invoke(fsp, [*ADD, "--no-credentials"])

    changed = run.invoke(
        fsp,
        [
            "destinations",
            "set",
            "garden",
            "My notes",
            "--set",
            "visibility=unlisted",
            "--alert-after",
            "never",
            "--credentials-expire",
            "2127-03-31",
            "--rate",
            "5",
            "60",
            "--older-posts",
        ],
    )

    assert changed.exit_code == 0, changed.output
    row = db.session.query(Destination).filter_by(platform="notes").one()
    assert row.settings == {"url": "https://notes.example", "visibility": "unlisted"}
    assert (row.rate_units, row.rate_window_seconds, row.sends_older_posts) == (5, 60, True)


def test_a_failed_test_fails_the_command(run: CliRunner) -> None:
    run.invoke(fsp, [*ADD, "--credentials", "-"], input=f"token={SECRET}")
    fine = run.invoke(fsp, ["destinations", "test", "garden", "My notes"])
    Notes.checks.append(CheckResult("authorised", is_ok=False, seen="401", fix="Replace the token."))

    failed = run.invoke(fsp, ["destinations", "test", "garden", "My notes"])

    assert (fine.exit_code, failed.exit_code) == (0, 1)
    assert "FAILED\tauthorised\t401\tReplace the token." in failed.output


def test_a_destination_is_paused_resumed_and_removed(run: CliRunner) -> None:
    run.invoke(fsp, [*ADD, "--no-credentials"])

    results = [
        run.invoke(fsp, ["destinations", command, "garden", "My notes"]).output.split()[0]
        for command in ("pause", "resume", "remove")
    ]

    assert results == ["Paused", "Resumed", "Removed"]
    assert "My notes" not in run.invoke(fsp, ["destinations", "list", "garden"]).output
    assert 'has no destination "My notes"' in str(
        run.invoke(fsp, ["destinations", "show", "garden", "My notes"]).exception
    )


def test_platforms_are_listed_with_their_fields(run: CliRunner) -> None:
    output = run.invoke(fsp, ["destinations", "platforms"]).output

    assert "notes\tNotes\n" in output
    assert "\tsecret\ttoken\trequired\tAccess token" in output
