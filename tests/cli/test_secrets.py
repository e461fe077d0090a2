"""`fsp secrets rotate`."""

import pytest
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.content.project_settings import ProjectText, create_project
from tests.destinations.notes import install_notes


def test_credentials_are_encrypted_again(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    install_notes(monkeypatch)
    create_project(ProjectText("Garden"))
    add = ["destinations", "add", "garden", "notes", "--set", "url=https://x.example", "--credentials", "-"]
    assert run.invoke(fsp, add, input="token=hunter2-hunter2").exit_code == 0

    rotated = run.invoke(fsp, ["secrets", "rotate"])
    tested = run.invoke(fsp, ["destinations", "test", "garden", "Notes"])

    assert "credentials of 1 destinations with a new key in the data folder" in rotated.output
    assert tested.exit_code == 0, tested.output
