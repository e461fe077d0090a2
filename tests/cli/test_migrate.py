"""`fsp migrate`: from nothing to the present, and again without harm."""

import contextlib
import sqlite3
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, inspect

from fsp.cli.main import fsp, main


def test_a_new_folder_gets_every_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FSP_DATA_DIR", str(tmp_path / "var"))

    codes = [CliRunner().invoke(fsp, ["migrate"]).exit_code for _ in range(2)]

    engine = create_engine(f"sqlite:///{tmp_path / 'var' / 'fsp.sqlite3'}")
    tables = set(inspect(engine).get_table_names())
    engine.dispose()
    assert codes == [0, 0]
    assert {"projects", "items", "job_metrics", "performance_baselines", "dead_letter_queue", "alerts"} <= tables


def test_every_command_says_what_to_do_with_the_database_of_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FSP_DATA_DIR", str(tmp_path / "var"))
    assert CliRunner().invoke(fsp, ["migrate"]).exit_code == 0

    says = {}
    for revision in ("0001", "9999"):
        with contextlib.closing(sqlite3.connect(tmp_path / "var" / "fsp.sqlite3")) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
            connection.commit()
        for command in ("accounts list", "worker --burst", "scheduler", "migrate"):
            if (revision, command) == ("0001", "migrate"):
                continue
            monkeypatch.setattr(sys, "argv", ["fsp", *command.split()])
            with pytest.raises(SystemExit) as caught:
                main()
            assert caught.value.code == 1
            says[revision, command] = capsys.readouterr().err.strip()

    assert all("\n" not in line for line in says.values()), says
    assert all(
        "Run fsp migrate" in says["0001", command] for command in ("accounts list", "worker --burst", "scheduler")
    )
    assert all(line.startswith("fsp: A newer version") for (revision, _), line in says.items() if revision == "9999")
