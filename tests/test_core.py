"""The application core: one secret key for all processes, SQLite that waits, PostgreSQL by psycopg 3."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from fsp.core import core_app, database_url
from fsp.settings import Settings
from fsp.stores import db


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_goes_through_psycopg(scheme: str) -> None:
    assert database_url(Settings(database_url=f"{scheme}://h/d")) == "postgresql+psycopg://h/d"


@pytest.mark.parametrize(
    ("value", "absolute"),
    [
        ("sqlite:///shop.sqlite3", "sqlite:////folder/shop.sqlite3"),
        ("sqlite:////srv/shop.sqlite3?timeout=5", "sqlite:////srv/shop.sqlite3?timeout=5"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
    ],
)
def test_a_sqlite_file_is_found_from_any_folder(
    value: str, absolute: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert database_url(Settings(database_url=value)) == absolute.replace("/folder", str(tmp_path))


def test_every_process_signs_with_the_same_key(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")

    first, second = core_app(settings), core_app(settings)

    assert first.secret_key == second.secret_key
    assert (settings.data_dir / "secret_key").stat().st_mode & 0o077 == 0


def test_sqlite_writes_ahead_and_keeps_its_foreign_keys(core: Flask) -> None:
    rows = [db.session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")]

    assert rows == ["wal", 1]
