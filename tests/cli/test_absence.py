"""What the command line says when something it needs is not there."""

import sys
from pathlib import Path

import pytest

from fsp.cli.main import main


def told(arguments: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr(sys, "argv", ["fsp", *arguments.split()])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 1
    return capsys.readouterr().err.strip()


def test_a_database_without_tables_is_told_with_what_makes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FSP_DATA_DIR", str(tmp_path))

    said = told("accounts list", monkeypatch, capsys)

    assert said == (
        "fsp: the database is not set up for this version of FSP (no such table: accounts);"
        " run fsp migrate, or fsp up, which does it"
    )


def test_a_database_that_is_away_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FSP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/fsp")

    said = told("accounts list", monkeypatch, capsys)

    assert said.startswith("fsp: database error: connection")
    assert said.endswith("Check that the server is running and DATABASE_URL is correct.")
    assert "\n" not in said


def test_a_redis_that_is_away_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FSP_DATA_DIR", str(tmp_path))

    said = told("queues", monkeypatch, capsys)

    assert said.startswith("fsp: Redis is not responding: ")
    assert said.endswith("Start FSP with fsp up, or check REDIS_URL.")
    assert "\n" not in said
