"""`fsp migrate`: from nothing to the present, and again without harm."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, inspect

from fsp.cli.main import fsp


def test_a_new_folder_gets_every_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FSP_DATA_DIR", str(tmp_path / "var"))

    codes = [CliRunner().invoke(fsp, ["migrate"]).exit_code for _ in range(2)]

    engine = create_engine(f"sqlite:///{tmp_path / 'var' / 'fsp.sqlite3'}")
    tables = set(inspect(engine).get_table_names())
    engine.dispose()
    assert codes == [0, 0]
    assert {"projects", "items", "job_metrics", "performance_baselines", "dead_letter_queue", "alerts"} <= tables
