"""PostgreSQL behind PgBouncer in transaction mode: each transaction may run on another of the server's connections."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text

from fsp.cli.migrate import upgrade_database
from fsp.clock import utc_now
from fsp.core import core_app
from fsp.health.stores import check_database
from fsp.history.query_timeout import time_limit
from fsp.jobs.job_options import RequestOptions
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.request import add_request
from fsp.settings import Settings
from fsp.stores import db

LOCK = 0x465350
CLIENTS = 6
ROUNDS = 12
"""psycopg prepares a statement on the server when it is sent for the sixth time."""


@pytest.fixture
def pooled(postgres_server: str, pooled_postgres: str, tmp_path: Path) -> Iterator[Flask]:
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    app = core_app(Settings(data_dir=tmp_path, database_url=pooled_postgres, secret_key="x"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def advisory_locks(url: str) -> list[bool]:
    """Return of each advisory lock whether it is granted."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT granted FROM pg_locks WHERE locktype = 'advisory' ORDER BY granted"
        ).fetchall()
    return [granted for (granted,) in rows]


def work(app: Flask, client: int) -> int:
    """Write and read as FSP does, often enough that a driver would prepare its statements; return the rows read."""
    with app.app_context():
        for number in range(ROUNDS):
            add_request("clean-up", {}, RequestOptions(job_id=f"{client}-{number}"))
            db.session.commit()
            with time_limit(5):
                rows = db.session.scalars(
                    select(JobRequest.job_id).where(JobRequest.state == RequestState.QUEUED)
                ).all()
            db.session.scalar(select(JobRequest.job_id).where(JobRequest.requested_at > utc_now()))
            db.session.commit()
        db.session.remove()
    return len(rows)


def test_no_statement_meets_one_that_another_client_prepared(pooled: Flask) -> None:
    db.create_all()

    with ThreadPoolExecutor(CLIENTS) as pool:
        counted = list(pool.map(lambda client: work(pooled, client), range(CLIENTS)))

    assert max(counted) == CLIENTS * ROUNDS


def test_nothing_is_left_on_a_connection_for_the_next_client(pooled: Flask, pooled_postgres: str) -> None:
    db.create_all()
    check_database()
    work(pooled, 0)

    with psycopg.connect(pooled_postgres) as connection:
        (timeout,) = connection.execute("SHOW statement_timeout").fetchone() or ()
        (prepared,) = connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() or ()
    assert (timeout, prepared) == ("0", 0)


def test_a_migration_gives_its_lock_back_and_can_be_repeated(pooled: Flask, postgres_server: str) -> None:
    upgrade_database(pooled)
    upgrade_database(pooled)

    assert advisory_locks(postgres_server) == []


def test_a_migration_waits_for_the_one_before_it(pooled: Flask, postgres_server: str) -> None:
    upgrade = threading.Thread(target=upgrade_database, args=(pooled,))
    with psycopg.connect(postgres_server) as first:
        first.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        upgrade.start()
        while advisory_locks(postgres_server) != [False, True]:
            assert upgrade.is_alive(), "it did not wait"
        tables_before = first.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    upgrade.join()

    with db.engine.connect() as connection:
        tables = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one()
    assert tables_before == (0,)
    assert tables > 20
    assert advisory_locks(postgres_server) == []
