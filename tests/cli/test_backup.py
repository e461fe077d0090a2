"""`fsp backup` and `fsp restore` on the command line: there and back, and never under a running FSP."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
import redis
from click.testing import CliRunner
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from fsp import paths
from fsp.cli.main import fsp
from fsp.cli.up import server_lock
from fsp.cli.up.checks import lock_data_folder
from fsp.cli.up.valkey import valkey_process
from fsp.clock import utc_now
from fsp.errors import Conflict, SettingsError
from fsp.redis_ops import process_keys
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
        connection.execute("INSERT INTO deploy_marks VALUES (1, 0, '2026-01-01', 'a', '', 'ada', 0)")
        connection.commit()

    created = runner.invoke(fsp, ["backup", target])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM deploy_marks")
        connection.commit()
    restored = runner.invoke(fsp, ["restore", target])

    assert (created.exit_code, restored.exit_code) == (0, 0), created.output + restored.output
    assert f"The backup is in {target}" in created.output
    assert "The previous data is in" in restored.output
    assert "fsp up --paused" in restored.output
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT version FROM deploy_marks").fetchall() == [("a",)]
        written = connection.execute(
            "SELECT action, target, outcome, begun_id FROM audit_entries ORDER BY id"
        ).fetchall()
    # The backup was made before its own end; the database it became knows of its restore.
    assert written == [
        ("back up", f"to {target}", "begun", None),
        ("restore backup", f"from {target}", "begun", None),
        ("restore backup", f"from {target}", "done", 2),
    ]


def test_a_database_of_another_version_is_backed_up_and_restored_all_the_same(
    runner: CliRunner, settings: Settings, tmp_path: Path
) -> None:
    file, target = settings.data_dir / "fsp.sqlite3", str(tmp_path / "backup")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0020'")
        connection.execute("DROP TABLE audit_entries")
        connection.commit()

    created = runner.invoke(fsp, ["backup", target])
    restored = runner.invoke(fsp, ["restore", target])

    assert (created.exit_code, restored.exit_code) == (0, 0), created.output + restored.output
    assert "from an older version. Run fsp migrate" in restored.output


def test_a_bundled_valkey_that_was_left_running_is_stopped_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    monkeypatch.setenv("FSP_DATA_DIR", str(settings.data_dir))
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setattr(server_lock, "ASKED_AFTER_SECONDS", 0.0)
    runner = CliRunner()
    for command in (["migrate"], ["backup", str(tmp_path / "backup")]):
        assert runner.invoke(fsp, command).exit_code == 0
    descriptor = server_lock.take_server_lock(settings, say=lambda _message: None)
    valkey = valkey_process(settings)
    with subprocess.Popen(valkey.command, pass_fds=(descriptor,)) as server:
        os.close(descriptor)
        with redis.Redis(
            unix_socket_path=str(paths.valkey_socket(settings)), retry=Retry(ConstantBackoff(0.02), 250)
        ) as client:
            client.ping()

        restored = runner.invoke(fsp, ["restore", str(tmp_path / "backup")])
        code = server.wait(10)

    assert (restored.exit_code, code) == (0, 0), restored.output
    assert "waiting for the Valkey of an earlier fsp up to stop" in restored.output


def test_it_restores_nothing_under_a_running_fsp(
    runner: CliRunner, settings: Settings, redis_client: redis.Redis, tmp_path: Path
) -> None:
    assert runner.invoke(fsp, ["backup", str(tmp_path / "backup")]).exit_code == 0
    lock = lock_data_folder(settings)
    under_up = runner.invoke(fsp, ["restore", str(tmp_path / "backup")])
    lock.close()
    worker = FspWorker(["high"], connection=redis_client, settings=settings)
    worker.register_birth()
    redis_client.zadd(process_keys.FLEET, {worker.name: utc_now().timestamp() * 1000})

    beside_worker = runner.invoke(fsp, ["restore", str(tmp_path / "backup")])

    assert isinstance(under_up.exception, SettingsError)
    assert isinstance(beside_worker.exception, Conflict)
    assert "workers are running" in str(beside_worker.exception)
