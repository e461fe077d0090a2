"""Circuits and backoff as workers live them: five failures, a minute, one probe; five attempts, then dead."""

from collections.abc import Callable

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.conditions.explain import explain
from fsp.errors import InvalidArguments, PermanentFailure
from fsp.gates.gate import read_gates
from fsp.health.work import read_work
from fsp.inspection.one_job import read_job
from fsp.jobs.registry import job_type
from fsp.models.dead_letter import DeadLetterQueue
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, rq_keys
from fsp.stores import current_redis, db
from tests.worker.claiming import let_circuit_time_pass

TYPE = "test-platform"


@job_type(TYPE, concurrency=10, retries=0)
def call_the_platform(number: int) -> int:
    """Fail while it is down."""
    connection = current_redis()
    connection.rpush("test:calls", number)
    if connection.exists("test:down"):
        raise ConnectionError("down")
    return number


class Refused(Exception):
    """The platform said 401."""


@job_type("test-refusals", retries=3, uncounted_errors=(Refused,))
def be_refused(how: str) -> None:
    """Fail in a way that tells nothing of the platform."""
    raise {"401": Refused, "validation": InvalidArguments, "permanent": PermanentFailure}[how]("no")


@job_type("test-five-times", retries=4)
def fail_five_times() -> None:
    """Fail."""
    raise OSError("no")


def gate(connection: redis.Redis, name: str = TYPE) -> tuple[str, int]:
    (result,) = [each for each in read_gates(connection, utc_now()) if each.job_type == name]
    return result.circuit, result.failures


def called(connection: redis.Redis) -> list[int]:
    return [int(number) for number in connection.lrange("test:calls", 0, -1)]


@pytest.fixture
def broken(burst: Callable[[], None], redis_client: redis.Redis) -> list[str]:
    """Eight jobs of a type whose platform is down, worked off as far as the circuit lets them; return their ids."""
    redis_client.set("test:down", 1)
    ids = [enqueue(redis_client, TYPE, {"number": number}).job_id for number in range(8)]
    burst()
    return ids


def let_the_minute_pass(connection: redis.Redis) -> None:
    let_circuit_time_pass(connection, TYPE)


def test_after_five_failures_in_a_row_nothing_starts_for_a_minute(
    broken: list[str], burst: Callable[[], None], threaded: Callable[[], None], redis_client: redis.Redis
) -> None:
    burst()
    threaded()

    opened_at, until = redis_client.hmget(gate_keys.gate(TYPE), "opened_at", "open_until")
    assert opened_at is not None
    assert until is not None
    assert called(redis_client) == [0, 1, 2, 3, 4]
    assert (gate(redis_client)[0], int(until) - int(opened_at)) == ("open", 60_000)
    assert redis_client.zrange(gate_keys.blocked("medium"), 0, -1) == [job_id.encode() for job_id in broken[5:]]
    assert [read_job(redis_client, job_id).attempt for job_id in broken[5:]] == [0, 0, 0]


def test_then_one_probe_runs_over_all_threads_and_a_failure_opens_it_again(
    broken: list[str], threaded: Callable[[], None], redis_client: redis.Redis
) -> None:
    let_the_minute_pass(redis_client)

    threaded()

    assert called(redis_client) == [0, 1, 2, 3, 4, 5]
    assert gate(redis_client)[0] == "open"
    assert [read_job(redis_client, job_id).attempt for job_id in broken[6:]] == [0, 0]


def test_a_probe_that_succeeds_closes_it(
    broken: list[str], threaded: Callable[[], None], redis_client: redis.Redis
) -> None:
    redis_client.delete("test:down")
    let_the_minute_pass(redis_client)

    threaded()

    assert sorted(called(redis_client)) == list(range(8))
    assert gate(redis_client) == ("closed", 0)


@pytest.mark.parametrize(("how", "status"), [("401", "scheduled"), ("validation", "failed"), ("permanent", "failed")])
def test_failures_that_tell_nothing_of_the_platform_are_not_counted(
    core: Flask, burst: Callable[[], None], redis_client: redis.Redis, how: str, status: str
) -> None:
    ids = [enqueue(redis_client, "test-refusals", {"how": how}).job_id for _ in range(6)]

    burst()

    assert gate(redis_client, "test-refusals") == ("closed", 0)
    assert {(read_job(redis_client, job_id).status, read_job(redis_client, job_id).attempt) for job_id in ids} == {
        (status, 1)
    }
    assert len(db.session.scalars(select(DeadLetterQueue)).all()) == (0 if how == "401" else 6)


def test_each_wait_is_in_its_band_and_told_before_and_the_fifth_attempt_is_the_last(
    core: Flask, burst: Callable[[], None], redis_client: redis.Redis
) -> None:
    job_id = enqueue(redis_client, "test-five-times", {}).job_id
    for most_seconds in (5.0, 10.0, 20.0, 40.0):
        before = utc_now().timestamp()
        burst()
        due = redis_client.zscore(rq_keys.scheduled("medium"), job_id)
        untils = [blocker.until for blocker in explain(redis_client, job_id, utc_now()) if blocker.kind == "scheduled"]
        assert due is not None
        assert before + 0.5 * most_seconds <= due <= utc_now().timestamp() + most_seconds
        assert [moment.timestamp() for moment in untils if moment] == [pytest.approx(due, abs=0.001)]
        redis_client.zadd(rq_keys.scheduled("medium"), {job_id: 1})

    burst()

    letter = db.session.scalars(select(DeadLetterQueue)).one()
    assert (read_job(redis_client, job_id).status, letter.reason) == ("failed", "spent")
    assert [attempt["attempt"] for attempt in letter.attempt_history] == [1, 2, 3, 4, 5]


@pytest.fixture
def idle(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    """Let the last five jobs of a type fail, with none behind them."""
    redis_client.set("test:down", 1)
    for number in range(5):
        enqueue(redis_client, TYPE, {"number": number})
    burst()


def fault(connection: redis.Redis) -> tuple[str, bool, str]:
    (here,) = [each for each in read_gates(connection, utc_now()) if each.job_type == TYPE]
    return here.circuit, here.is_at_fault, read_work(connection, utc_now())["circuits"].status


def test_a_circuit_with_nothing_behind_it_is_no_fault_after_its_time(
    idle: None, burst: Callable[[], None], redis_client: redis.Redis
) -> None:
    before = fault(redis_client)
    let_the_minute_pass(redis_client)
    after = fault(redis_client)

    assert (before, after) == (("open", True, "degraded"), ("half-open", False, "healthy"))
    enqueue(redis_client, TYPE, {"number": 5})
    burst()
    assert gate(redis_client)[0] == "open"


def test_one_that_holds_jobs_back_is_a_fault(broken: list[str], redis_client: redis.Redis) -> None:
    let_the_minute_pass(redis_client)

    assert fault(redis_client) == ("half-open", True, "degraded")


def test_a_probe_that_fails_begins_no_new_outage(
    broken: list[str], burst: Callable[[], None], redis_client: redis.Redis
) -> None:
    redis_client.hset(gate_keys.gate(TYPE), "opened_at", 1000)
    for _ in range(2):
        let_the_minute_pass(redis_client)
        burst()

    assert (gate(redis_client)[0], redis_client.hget(gate_keys.gate(TYPE), "opened_at")) == ("open", b"1000")


def test_one_that_closed_and_opens_again_is_a_new_outage(
    broken: list[str], burst: Callable[[], None], redis_client: redis.Redis
) -> None:
    redis_client.hset(gate_keys.gate(TYPE), "opened_at", 1000)
    redis_client.delete("test:down")
    let_the_minute_pass(redis_client)
    burst()
    redis_client.set("test:down", 1)
    for number in range(5):
        enqueue(redis_client, TYPE, {"number": number})

    burst()

    opened_at = redis_client.hget(gate_keys.gate(TYPE), "opened_at")
    assert opened_at is not None
    assert int(opened_at) > 1000
