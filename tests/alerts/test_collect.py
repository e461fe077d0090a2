"""Taking a reading of the real parts; what does not answer is unknown, neither good nor bad."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask

from fsp.alerts.collect import collect_for_alerts
from fsp.alerts.judge import candidates_of
from fsp.clock import utc_now
from fsp.conditions.facts.infrastructure import RedisFacts
from fsp.conditions.facts.outcomes import AnswerFacts
from fsp.conditions.rules.queue_backlog import QUEUE_BACKLOG
from fsp.handlers import catalogue  # noqa: F401
from fsp.metrics.platform_calls import FAILED, SUCCEEDED, note_call
from fsp.queueing.enqueue import enqueue
from fsp.redis_connections import connect_redis
from fsp.redis_ops import keys, metric_keys, process_keys
from fsp.settings import Settings
from tests.dead_letters.burying import buried
from tests.redis_fields import HashFields
from tests.worker.claiming import claimed, end


def test_a_quiet_system_is_read_as_such(core: Flask, redis_client: redis.Redis) -> None:
    redis_client.set(process_keys.heartbeat("scheduler"), utc_now().timestamp())

    reading = collect_for_alerts(redis_client, utc_now())

    assert reading.database is not None
    assert (reading.database.answers, reading.redis) == (True, RedisFacts(answers=True))
    assert (reading.job_types, reading.regressions, reading.schedules, reading.platforms) == ((), (), (), ())
    assert reading.scheduler is not None
    assert reading.scheduler.ticked_at is not None
    assert (reading.at - reading.scheduler.ticked_at).total_seconds() == pytest.approx(0, abs=5)
    assert {(queue.waiting, queue.seconds_to_empty) for queue in reading.queues or ()} == {(0, 0.0)}


def test_failures_backlog_dead_letters_and_circuits_are_seen(core: Flask, redis_client: redis.Redis) -> None:
    for _ in range(5):
        enqueue(redis_client, "export-data", {"project": "x"})
        end(redis_client, claimed(redis_client), "dead", signal="bad")
    enqueue(redis_client, "export-data", {"project": "x"})
    buried("j", arguments={}, reason="poison", error_class="E", error="")

    reading = collect_for_alerts(redis_client, utc_now())

    assert [(job_type.job_type, job_type.ended, job_type.failed) for job_type in reading.job_types or ()] == [
        ("export-data", 5, 5)
    ]
    assert [circuit.job_type for circuit in reading.circuits or ()] == ["export-data"]
    assert {queue.name: queue.waiting for queue in reading.queues or ()}["low"] == 1
    letters = reading.dead_letters
    assert letters is not None
    assert (letters.total, letters.last_hour, letters.poison_last_hour) == (1, 1, 1)


def test_a_backlog_behind_an_open_circuit_is_not_answered_with_more_workers(
    core: Flask, redis_client: redis.Redis
) -> None:
    for _ in range(5):
        enqueue(redis_client, "export-data", {"project": "x"})
        end(redis_client, claimed(redis_client), "dead", signal="bad")
    for number in range(101):
        enqueue(redis_client, "export-data", {"project": str(number)})

    judged = {
        candidate.labels: candidate
        for candidate in candidates_of(collect_for_alerts(redis_client, utc_now()))
        if candidate.verdict == "bad"
    }
    backlog = judged[("queue", "low"),]

    assert "the circuit breaker of export-data is open: 5 failures in a row" in backlog.finding.why
    assert "errors that opened a circuit" in backlog.advice
    assert "more workers" not in backlog.advice
    assert "add workers" in QUEUE_BACKLOG.alert_advice


def test_without_redis_the_rest_is_unknown(core: Flask, settings: Settings) -> None:
    away = connect_redis(settings.model_copy(update={"redis_url": "unix:///nowhere/valkey.sock"}))

    pauses: list[float] = []

    reading = collect_for_alerts(away, utc_now(), pause=pauses.append)

    assert (reading.redis, reading.queues, reading.job_types, reading.schedules) == (
        RedisFacts(answers=False, fault=reading.redis.fault if reading.redis else ""),
        None,
        None,
        None,
    )
    assert reading.dead_letters is not None
    assert pauses == [10.0]


def test_redis_that_is_back_when_asked_again_was_never_away(
    core: Flask, settings: Settings, redis_client: redis.Redis
) -> None:
    moved = connect_redis(settings.model_copy(update={"redis_url": "unix:///nowhere/valkey.sock"}))

    def come_back(_seconds: float) -> None:
        moved.connection_pool = redis_client.connection_pool

    assert collect_for_alerts(moved, utc_now(), pause=come_back).redis == RedisFacts(answers=True)


def test_answers_and_probes_are_read(core: Flask, redis_client: redis.Redis) -> None:
    now = datetime(2026, 3, 1, 12, 5, 3, tzinfo=UTC)
    answers: HashFields = {"requests": 20, "errors": 2, "up": 9, "down": 1}
    probes: HashFields = {"up": 10}
    for minutes, fields in ((5, answers), (24 * 60, probes)):
        start = int((now - timedelta(seconds=3, minutes=minutes)).timestamp())
        redis_client.hset(metric_keys.service_span(start), mapping=fields)

    reading = collect_for_alerts(redis_client, now)

    assert reading.answers == AnswerFacts(20, 2)
    assert [(result.window_seconds, result.good, result.bad) for result in reading.availability or ()] == [
        (300, 27, 3),
        (1800, 27, 3),
        (3600, 27, 3),
        (21600, 27, 3),
        (259200, 37, 3),
    ]


def test_calls_to_platforms_are_read(core: Flask, redis_client: redis.Redis) -> None:
    for outcome in (FAILED, SUCCEEDED, SUCCEEDED):
        note_call(redis_client, "site", outcome=outcome, seconds=0.1, now=utc_now(), job_type="publish")

    (platform,) = collect_for_alerts(redis_client, utc_now()).platforms or ()

    assert (platform.name, platform.calls, platform.failed, platform.failing_types) == ("site", 3, 1, ("publish",))


def test_parts_and_stuck_jobs_are_read(core: Flask, redis_client: redis.Redis) -> None:
    redis_client.zadd(keys.LEASES, {"old": (utc_now().timestamp() - 91) * 1000, "new": utc_now().timestamp() * 1000})

    reading = collect_for_alerts(redis_client, utc_now())

    results = {part.name: part.status for part in reading.components or ()}
    assert set(results) == {"disk", "memory", "workers", "redis-settings", "clock"}
    assert results["workers"] == "unhealthy"
    assert (reading.stuck and reading.stuck.count) == 1
