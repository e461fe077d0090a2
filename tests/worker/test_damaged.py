"""Jobs stored in a way nobody can read: each ends where people see it, and takes neither worker nor slot with it."""

from collections.abc import Callable

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.history.archive import archive_ended_jobs
from fsp.jobs.circuit import Circuit
from fsp.jobs.deduplication import Deduplication, Release
from fsp.jobs.registry import job_type
from fsp.metrics.event_log import catch_up
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.job_history import JobHistory
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, keys, metric_keys, rq_keys
from fsp.stores import db
from fsp.worker.attempt import AttemptContext
from fsp.worker.attempt_result import poison
from fsp.worker.claim import reap
from fsp.worker.completion import record
from fsp.worker.cost import ThreadMeter
from fsp.worker.job_fetcher import JobFetcher
from fsp.worker.loop import WorkerThread, run_jobs
from fsp.worker.slots import Slots
from fsp.worker.time_limit import ThreadLimit
from tests.redis_fields import HashFields

QUEUES = ["high", "medium", "low"]
BAD = [b"abc", b"", b"\xff\x00", b"[1]", b'{"x": [', b"9" * 40, b"-1", b"nan", b"null", b"1.5"]
FIELDS = [
    *("fsp_type", "fsp_arguments", "fsp_attempt", "fsp_failures", "fsp_enqueued_ms", "fsp_labels", "fsp_requested"),
    *("fsp_dedup", "fsp_dedup_release", "fsp_dedup_window", "fsp_crashes", "fsp_due", "fsp_cost", "fsp_started_ms"),
    *("timeout", "created_at", "enqueued_at", "started_at", "ended_at", "description", "data", "origin", "status"),
    *("result_ttl", "failure_ttl", "dependency_ids", "worker_name", "fsp_host", "fsp_version", "fsp_trace"),
]


@job_type(
    "test-damaged", concurrency=1, retries=0, indexed=("text",), deduplication=Deduplication(release=Release.START)
)
def damaged(text: str) -> str:
    """Return what it was given."""
    return text


@job_type("test-damaged-retried", concurrency=1, retries=1, circuit=Circuit(failures=1000))
def damaged_and_retried(text: str) -> str:
    """Fail."""
    raise ValueError(text)


@pytest.fixture
def work(core: Flask, redis_client: redis.Redis) -> Callable[[], None]:
    """Return a function that runs what may run now, in this process: what it raises is the test's."""

    def run() -> None:
        fetcher = JobFetcher(redis_client, worker="w", queues=QUEUES, lease_seconds=30)
        context, slots = AttemptContext(core, ThreadLimit(), ThreadMeter()), Slots(1)
        run_jobs(WorkerThread(context, redis_client, fetcher, slots, 0, lambda: True, is_burst=True))

    return run


def assert_nothing_is_held(connection: redis.Redis) -> None:
    assert connection.zcard(keys.LEASES) == 0
    assert list(connection.scan_iter(match=f"{gate_keys.slots('*')}")) == []
    assert list(connection.scan_iter(match=rq_keys.started("*"))) == []
    assert [name for name in QUEUES if connection.llen(rq_keys.queue(name))] == []


@pytest.mark.parametrize("field", FIELDS)
def test_a_job_with_a_damaged_field_ends_and_holds_nothing(
    redis_client: redis.Redis, work: Callable[[], None], field: str
) -> None:
    for number, bad in enumerate(BAD):
        for name in ("test-damaged", "test-damaged-retried"):
            job_id = f"{name}-{number}"
            enqueue(redis_client, name, {"text": "x"}, job_id=job_id, idempotency_key=job_id, tags=["t"])
            redis_client.hset(rq_keys.job(job_id), field, bad)

    work()

    assert_nothing_is_held(redis_client)
    statuses = {key: redis_client.hget(key, "status") for key in redis_client.scan_iter(match="rq:job:test-damaged*")}
    assert len(statuses) == 2 * len(BAD)
    assert set(statuses.values()) <= {b"finished", b"failed", b"scheduled"}
    while archive_ended_jobs(redis_client):
        pass
    in_history = set(db.session.scalars(select(JobHistory.job_id)))
    in_letters = set(db.session.scalars(select(DeadLetterQueue.job_id)))
    ended = {key.decode().removeprefix("rq:job:") for key, status in statuses.items() if status != b"scheduled"}
    failed = {key.decode().removeprefix("rq:job:") for key, status in statuses.items() if status == b"failed"}
    db.session.commit()
    assert (in_history, in_letters) == (ended, failed)


@pytest.mark.parametrize(
    ("field", "bad"), [("fsp_failures", b"abc"), ("fsp_arguments", b"[1]"), ("fsp_arguments", b"{")]
)
def test_what_a_job_cannot_do_without_makes_it_a_dead_letter_that_says_so(
    redis_client: redis.Redis, work: Callable[[], None], field: str, bad: bytes
) -> None:
    enqueue(redis_client, "test-damaged", {"text": "x"}, job_id="one")
    redis_client.hset(rq_keys.job("one"), field, bad)

    work()

    letter = db.session.scalars(select(DeadLetterQueue)).one()
    db.session.commit()
    assert (letter.job_id, letter.reason, letter.error_class) == ("one", "undecodable", "UndecodableJob")
    what = "no JSON object" if field == "fsp_arguments" else repr(bad.decode())
    assert letter.error_message == f"The job cannot be read: {field} is {what}."


@pytest.mark.parametrize(
    "raw",
    [b"x" * 101, ("日本語" * 40).encode(), b"a\x00b", b"bad-\xff", b"\xc3", "\ud800".encode("utf-8", "surrogatepass")],
    ids=["long", "japanese", "nul", "no UTF-8", "half a character", "a surrogate"],
)
@pytest.mark.parametrize("job_type", ["test-damaged", ""], ids=["of a type", "of plain RQ"])
def test_a_job_of_another_tool_whose_id_cannot_be_stored_dies_where_people_see_it(
    redis_client: redis.Redis, work: Callable[[], None], raw: bytes, job_type: str
) -> None:
    redis_client.hset(b"rq:job:" + raw, mapping={"status": "queued", "origin": "low", "fsp_type": job_type})
    redis_client.rpush(rq_keys.queue("low"), raw)
    enqueue(redis_client, "test-damaged", {"text": "x"}, job_id="next")

    work()

    assert_nothing_is_held(redis_client)
    assert redis_client.hget(b"rq:job:" + raw, "status") == b"failed"
    while archive_ended_jobs(redis_client):
        pass
    assert db.session.query(JobHistory).filter_by(outcome="failed").count() == 1

    letter = db.session.scalars(select(DeadLetterQueue)).one()
    db.session.commit()
    assert letter.reason == "undecodable"
    assert len(letter.job_id.encode()) <= 100
    assert redis_client.hget(rq_keys.job("next"), "status") == b"finished"


@pytest.mark.parametrize("field", ["paused_until", "circuit", "open_until", "limit", "failures", "window_end", "probe"])
def test_a_damaged_gate_stops_no_worker(redis_client: redis.Redis, work: Callable[[], None], field: str) -> None:
    for number, bad in enumerate(BAD):
        name = "test-damaged" if number % 2 else "test-damaged-retried"
        redis_client.delete(gate_keys.gate(name))
        redis_client.hset(gate_keys.gate(name), field, bad)
        enqueue(redis_client, name, {"text": "x"}, job_id=f"{name}-{number}")

        work()

        assert redis_client.zcard(keys.LEASES) == 0


def test_damaged_metrics_cost_no_job_its_ending(redis_client: redis.Redis, work: Callable[[], None]) -> None:
    def run(name: str) -> bytes | str | None:
        enqueue(redis_client, "test-damaged", {"text": "x"}, job_id=name)
        work()
        catch_up(redis_client)
        return redis_client.hget(rq_keys.job(name), "status")

    before = run("before")
    for key in redis_client.scan_iter(match="fsp:*test-damaged*"):
        if redis_client.type(key) == b"hash":
            redis_client.hset(key, mapping=dict.fromkeys(redis_client.hkeys(key), b"abc"))
    for field in redis_client.hkeys(metric_keys.COUNTERS):
        redis_client.hset(metric_keys.COUNTERS, field, b"abc")
    damaged_values = run("damaged values")
    for key in redis_client.scan_iter(match="fsp:[rhs]*test-damaged*"):
        redis_client.delete(key)
        redis_client.set(key, "of another kind")

    assert (before, damaged_values, run("damaged kinds")) == (b"finished", b"finished", b"finished")
    assert redis_client.hget(metric_keys.COUNTERS, "test-damaged|medium|succeeded") == b"2"


@pytest.mark.parametrize("field", ["origin", "fsp_type", "fsp_token", "fsp_started_ms", "fsp_attempt", "fsp_crashes"])
def test_the_reaper_takes_back_damaged_jobs_and_those_after_them(redis_client: redis.Redis, field: str) -> None:
    for job_id in ("damaged", "sound"):
        enqueue(redis_client, "test-damaged-retried", {"text": "x"}, job_id=job_id)
    fetcher = JobFetcher(redis_client, worker="w", queues=QUEUES, lease_seconds=30)
    fetcher.next()
    redis_client.delete(gate_keys.slots("test-damaged-retried"))
    fetcher.next()
    redis_client.hset(rq_keys.job("damaged"), field, b"abc")
    redis_client.zadd(keys.LEASES, {"damaged": 1, "sound": 2})

    reap(redis_client)

    assert redis_client.zcard(keys.LEASES) == 0
    assert redis_client.hget(rq_keys.job("sound"), "status") == b"queued"


def test_a_job_that_killed_its_workers_is_buried_also_under_an_id_that_is_no_text(
    core: Flask, redis_client: redis.Redis
) -> None:
    fields: HashFields = {
        "status": "started",
        "origin": "low",
        "fsp_type": "test-damaged",
        "fsp_crashes": 2,
        "fsp_token": 1,
    }
    redis_client.hset(b"rq:job:\xff", mapping=fields)
    redis_client.zadd(keys.LEASES, {b"\xff": 1})

    for claim in reap(redis_client):
        record(redis_client, claim, poison())

    assert redis_client.zcard(keys.LEASES) == 0
    assert redis_client.hget(b"rq:job:\xff", "status") == b"failed"
    assert db.session.scalars(select(DeadLetterQueue.reason)).all() == ["poison"]
    db.session.commit()
