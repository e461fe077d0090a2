"""The application core: one secret key for all processes, SQLite that waits, PostgreSQL by psycopg 3."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import redis
from flask import Flask
from sqlalchemy import text

from fsp import paths
from fsp.extensions import (
    connect_redis,
    connect_redis_briefly,
    connect_redis_now,
    connect_redis_through,
    core_app,
    database_url,
    db,
    end_reading,
    reading,
)
from fsp.settings import Settings
from tests.counted_reads import counted_reads


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_goes_through_psycopg(scheme: str) -> None:
    assert database_url(Settings(database_url=f"{scheme}://h/d")) == "postgresql+psycopg://h/d"


@pytest.mark.parametrize(
    ("given", "absolute"),
    [
        ("sqlite:///shop.sqlite3", "sqlite:////folder/shop.sqlite3"),
        ("sqlite:////srv/shop.sqlite3?timeout=5", "sqlite:////srv/shop.sqlite3?timeout=5"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
    ],
)
def test_a_sqlite_file_is_found_from_any_folder(
    given: str, absolute: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert database_url(Settings(database_url=given)) == absolute.replace("/folder", str(tmp_path))


def test_every_process_signs_with_the_same_key(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")

    first, second = core_app(settings), core_app(settings)

    assert first.secret_key == second.secret_key
    assert (settings.data_dir / "secret_key").stat().st_mode & 0o077 == 0


def test_sqlite_writes_ahead_and_keeps_its_foreign_keys(core: Flask) -> None:
    found = [db.session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")]

    assert found == ["wal", 1]


def test_reads_of_a_block_share_one_transaction_that_locks_nothing(core: Flask) -> None:
    with counted_reads() as reads:
        with reading():
            for _ in range(2):
                db.session.execute(text("SELECT 1"))
                end_reading()
            with closing(sqlite3.connect(db.engine.url.database or "", timeout=0)) as other:
                other.execute("CREATE TABLE written (x)")
        db.session.execute(text("SELECT 2"))

    assert reads.statements == ["BEGIN", "SELECT 1", "SELECT 1", "BEGIN IMMEDIATE", "SELECT 2"]


def test_a_connection_made_now_tells_at_once_that_redis_is_away() -> None:
    with pytest.raises(redis.exceptions.ConnectionError):
        connect_redis_now(Settings(redis_url="redis://127.0.0.1:1"))


@pytest.mark.parametrize("name", ["var", "a folder", "50%20?db=9#x"])
def test_the_bundled_valkey_is_reached_by_its_socket_whatever_its_folder_is_called(
    tmp_path: Path, valkey_url: str, name: str
) -> None:
    settings = Settings(data_dir=tmp_path / name)
    socket = paths.valkey_socket(settings)
    socket.parent.mkdir(parents=True, exist_ok=True)
    socket.unlink(missing_ok=True)
    socket.symlink_to(valkey_url.removeprefix("unix://"))

    for connection in (
        *(connect_redis(settings), connect_redis_now(settings)),
        *(connect_redis_briefly(settings, patience_seconds=5), connect_redis_through(redis.ConnectionPool, settings)),
    ):
        with connection:
            assert connection.ping()


def test_redis_is_not_asked_before_it_is_needed() -> None:
    connect_redis(Settings(redis_url="redis://127.0.0.1:1")).close()
