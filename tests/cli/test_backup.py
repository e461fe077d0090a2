"""`fsp backup` and `fsp restore` on the command line: there and back, and never under a running FSP."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.cli.up.checks import lock_data_folder
from fsp.clock import utc_now
from fsp.errors import Conflict, SettingsError
from fsp.redis_ops import keys
from fsp.settings import Settings
from fsp.worker.worker import FspWorker


@pytest.fixture
def runner(settings: Settings, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("FSP_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("REDIS_URL", settings.redis_url or "")
    runner = CliRunner()
    assert runner.invoke(fsp, ["migrate"]).exit_code == 0
    return runner


def test_there_and_back(runner: CliRunner, settings: Settings, tmp_path: Path) -> None:
    file, target = settings.data_dir / "fsp.sqlite3", str(tmp_path / "backup")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO deploy_marks VALUES (1, 0, '2026-01-01', 'a', '', 'ada')")
        connection.commit()

    made = runner.invoke(fsp, ["backup", target])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM deploy_marks")
        connection.commit()
    restored = runner.invoke(fsp, ["restore", target])

    assert (made.exit_code, restored.exit_code) == (0, 0), made.output + restored.output
    assert f"The backup is in {target}" in made.output
    assert "What was there before is in" in restored.output
    assert "fsp up --paused" in restored.output
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT version FROM deploy_marks").fetchall() == [("a",)]


def test_it_restores_nothing_under_a_running_fsp(
    runner: CliRunner, settings: Settings, redis_client: redis.Redis, tmp_path: Path
) -> None:
    assert runner.invoke(fsp, ["backup", str(tmp_path / "backup")]).exit_code == 0
    lock = lock_data_folder(settings)
    under_up = runner.invoke(fsp, ["restore", str(tmp_path / "backup")])
    lock.close()
    worker = FspWorker(["high"], connection=redis_client, settings=settings)
    worker.register_birth()
    redis_client.zadd(keys.FLEET, {worker.name: utc_now().timestamp() * 1000})

    beside_worker = runner.invoke(fsp, ["restore", str(tmp_path / "backup")])

    assert isinstance(under_up.exception, SettingsError)
    assert isinstance(beside_worker.exception, Conflict)
    assert "workers are running" in str(beside_worker.exception)
