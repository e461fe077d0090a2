"""The targets read from real stores: the same data as everything else, and no failure without Redis."""

from datetime import timedelta

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.conditions.collect_day import day_read
from fsp.conditions.facts.day import DayFacts
from fsp.handlers import catalogue  # noqa: F401
from fsp.metrics.http_recorder import Answer, HttpRecorder
from fsp.metrics.probes import Probe, record_probes
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.enqueue import enqueue
from fsp.redis_connections import connect_redis
from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import fetch
from fsp.settings import Settings
from fsp.stores import db
from fsp.targets.read import collect_for_targets, read_targets
from fsp.targets.target import Verdict
from tests.counted_reads import counted_reads
from tests.redis_fields import HashFields
from tests.worker.claiming import claimed, end


def test_the_numbers_are_those_that_were_counted(core: Flask, redis_client: redis.Redis) -> None:
    for job_type, action in (("generate-report", "success"), ("generate-report", "dead"), ("clean-up", "dead")):
        enqueue(redis_client, job_type, {})
        end(redis_client, claimed(redis_client), action)
    enqueue(redis_client, "generate-report", {})
    recorder = HttpRecorder()
    answers = [Answer("/", "GET", 500 if number == 0 else 200, 0.1, utc_now().timestamp()) for number in range(10)]
    recorder.record(answers, counting_seconds=0.01)
    recorder.flush(redis_client)
    record_probes(redis_client, [Probe(utc_now() - timedelta(seconds=30 * number), number > 0) for number in range(4)])

    snapshot = collect_for_targets(redis_client, utc_now())
    day = snapshot.day or DayFacts()

    assert day.jobs is not None
    assert (day.jobs.ended, day.jobs.failed, day.jobs.succeeded) == (2, 1, 1)
    assert sum(queue.waiting for queue in snapshot.queues or ()) == 1
    assert day.answers is not None
    assert (day.answers.requests, day.answers.errors) == (10, 1)
    assert day.answers.p95_seconds == pytest.approx(0.1, rel=0.01)
    assert day.uptime is not None
    assert (day.uptime.up, day.uptime.down) == (3, 1)
    assert day.uptime.unknown_ratio == pytest.approx(1, abs=0.001)


def test_the_overhead_is_the_processor_time_of_monitoring_jobs_and_of_counting(
    core: Flask, redis_client: redis.Redis
) -> None:
    now = utc_now()
    newest = int(now.timestamp()) // 300 * 300
    of_type = {"health-check-and-alerting": 2.0, "deliver-notices": 1.0, "export-data": 500.0}
    for job_type, cpu_seconds in of_type.items():
        for start in (newest, newest - 300):
            fields: HashFields = {"outcome|succeeded": 5, "cpu_microseconds": int(cpu_seconds * 1e6)}
            redis_client.hset(metric_keys.span(job_type, start), mapping=fields)
    recorder = HttpRecorder()
    recorder.record([Answer("/", "GET", 200, 0.1, now.timestamp())], counting_seconds=0.5)
    recorder.flush(redis_client)

    overhead = fetch(redis_client, day_read(now)).overhead

    assert overhead is not None
    assert overhead.cpu_seconds == pytest.approx(2 * (2.0 + 1.0) + 0.5)
    assert (overhead.covered_seconds, overhead.measurements) == (600, 21)


def test_the_passes_over_dead_letters_of_a_day_are_found(core: Flask, redis_client: redis.Redis) -> None:
    now = utc_now()
    for hours, state in ((25, RequestState.DONE), (2, RequestState.DONE), (1, RequestState.DEAD)):
        db.session.add(
            JobRequest(
                job_id=str(hours),
                job_type="dead-letter-processing",
                arguments={},
                schedule="dead-letter-processing",
                due_at=now - timedelta(hours=hours),
                settled_at=now - timedelta(hours=hours),
                state=state,
            )
        )
    db.session.commit()

    assert fetch(redis_client, day_read(now)).dead_letters_processed_at == (now - timedelta(hours=2),)


def test_the_targets_cost_two_round_trips_and_two_statements(core: Flask, redis_client: redis.Redis) -> None:
    with counted_reads() as reads:
        read_targets(redis_client, utc_now())

    assert len(reads.round_trips) <= 2
    assert sum(statement.startswith("SELECT") for statement in reads.statements) == 2


def test_without_redis_nothing_is_met_or_missed(core: Flask, settings: Settings) -> None:
    away = connect_redis(settings.model_copy(update={"redis_url": "unix:///nowhere/valkey.sock"}))

    verdicts = [target.verdict for target in read_targets(away, utc_now())]

    assert verdicts == [Verdict.INSUFFICIENT] * 8
