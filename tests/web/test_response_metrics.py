"""Counting answers: the same from every process and after a restart, without health and metrics, without waiting."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import NoReturn

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.app import create_app
from fsp.clock import utc_now
from fsp.metrics.http_recorder import HttpRecorder
from fsp.metrics.service_spans import read_recent_service
from fsp.settings import Settings
from fsp.stores import current_redis
from fsp.web.access.permissions import open_to_all
from fsp.web.exporter import Exporter
from fsp.web.response_metrics import BATCH, Answers

HOUR = timedelta(hours=1)


def answers_of(app: Flask) -> Answers:
    fsp_answers: Answers = app.extensions["fsp_answers"]
    return fsp_answers


@open_to_all
def fail() -> NoReturn:
    raise ValueError("a fault of the view")


def test_health_and_metrics_are_left_out(app: Flask, client: FlaskClient, redis_client: redis.Redis) -> None:
    for path in ("/api/health", "/api/health/live", "/api/metrics", "/login", "/nowhere"):
        client.get(path)

    answers_of(app).flush(redis_client)

    recent_service = read_recent_service(redis_client, now=utc_now(), window=HOUR)
    assert dict(recent_service.rule_requests) == {"/login": 1, "(none)": 1}
    assert recent_service.errors == 0


def test_answers_of_500_and_above_are_errors(app: Flask, client: FlaskClient, redis_client: redis.Redis) -> None:
    app.view_functions["login.show"] = fail
    client.get("/login")

    answers_of(app).flush(redis_client)

    recent_service = read_recent_service(redis_client, now=utc_now(), window=HOUR)
    assert (recent_service.requests, recent_service.errors, dict(recent_service.rule_errors)) == (1, 1, {"/login": 1})


def test_every_process_tells_the_same_and_so_does_one_started_later(
    app: Flask, settings: Settings, token: str, redis_client: redis.Redis
) -> None:
    other = create_app(settings)
    for _ in range(3):
        app.test_client().get("/login")
        other.test_client().get("/login")
    for process in (app, other):
        answers_of(process).flush(redis_client)

    reported = [
        process.test_client()
        .get("/api/metrics?format=prometheus", headers={"Authorization": f"Bearer {token}"})
        .text.splitlines()
        for process in (app, other, create_app(settings))
    ]

    line = 'fsp_http_requests_total{method="GET",status="200"} 6.0'
    assert [line in lines for lines in reported] == [True, True, True]


def test_without_redis_requests_are_answered_and_counted_later(
    core: Flask, settings: Settings, redis_client: redis.Redis
) -> None:
    app = create_app(settings.model_copy(update={"redis_url": "unix:///nowhere/valkey.sock"}))
    with app.app_context():
        assert app.test_client().get("/login").status_code == 200
        assert not answers_of(app).flush(current_redis())

    assert answers_of(app).flush(redis_client)

    assert read_recent_service(redis_client, now=utc_now(), window=HOUR).requests == 1
    assert redis_client.hget("fsp:http", "requests|GET|200|/login") == b"1"


@pytest.mark.parametrize("method", ["BREW", "GET-" + "A" * 10])
def test_a_method_made_up_is_no_label(app: Flask, client: FlaskClient, redis_client: redis.Redis, method: str) -> None:
    client.open("/login", method=method)

    answers_of(app).flush(redis_client)

    assert not redis_client.exists("fsp:http")


def test_without_a_new_answer_the_exporter_is_not_gone_through(
    app: Flask, client: FlaskClient, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/login")
    answers_of(app).flush(redis_client)
    monkeypatch.setattr(Exporter, "fields", lambda _: 1 / 0)

    assert answers_of(app).flush(redis_client)


def test_a_full_batch_is_added_up_without_a_flush(redis_client: redis.Redis) -> None:
    counted, small = HttpRecorder(), Flask("small")
    Answers(small, counted)
    client = small.test_client()

    for _ in range(BATCH):
        client.get("/nowhere")
    client.get("/nowhere")
    counted.flush(redis_client)

    assert read_recent_service(redis_client, now=utc_now(), window=HOUR).requests == BATCH


def test_answers_of_many_threads_are_each_counted_once(redis_client: redis.Redis) -> None:
    small = Flask("small")
    answers = Answers(small)

    def ask(count: int) -> None:
        client = small.test_client()
        for _ in range(count):
            client.get("/nowhere")
            answers.flush(redis_client)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, [BATCH] * 4))
    answers.flush(redis_client)

    assert read_recent_service(redis_client, now=utc_now(), window=HOUR).requests == 4 * BATCH
    assert redis_client.hget("fsp:http", "requests|GET|404|(none)") == str(4 * BATCH).encode()


def test_what_counting_takes_is_told(app: Flask, client: FlaskClient, redis_client: redis.Redis) -> None:
    client.get("/login")

    answers_of(app).flush(redis_client)

    recent_service = read_recent_service(redis_client, now=utc_now(), window=HOUR)
    assert recent_service.counting_seconds > 0
