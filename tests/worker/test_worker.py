"""The worker on a real Valkey, with real child processes."""

from collections.abc import Callable

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.errors import SettingsError
from fsp.health.schema import WrongSchema
from fsp.inspection.fleet import WorkerState, read_fleet
from fsp.inspection.jobs import read_log
from fsp.inspection.one_job import read_job
from fsp.jobs.progress import Progress
from fsp.metrics.current_counters import read_counters
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.enqueue import enqueue
from fsp.queueing.request import request_job
from fsp.redis_ops import event_keys, rq_keys
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.watch_process import WatchProcess
from fsp.worker.worker import FspWorker
from tests.health.test_schema import migrate_to
from tests.worker.claiming import QUEUES


def test_a_job_runs_and_keeps_its_result(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-echo", {"text": "hello"}).job_id

    burst()

    job = read_job(redis_client, job_id)
    assert (job.status, job.attempt, job.result) == ("finished", 1, {"text": "hello", "job_id": job_id})
    assert redis_client.xlen(event_keys.EVENTS) == 1


def test_a_finished_job_settles_the_request_behind_it(burst: Callable[[], None], core: Flask) -> None:
    job_id = request_job("test-echo", {"text": "x"}, requested_by="ada").job_id

    burst()

    db.session.expire_all()
    assert db.session.get_one(JobRequest, job_id).state == RequestState.DONE


@pytest.mark.parametrize("limit", [{"worker_max_jobs": 2}, {"worker_memory_bytes": 2**20}], ids=["count", "memory"])
def test_a_fresh_child_takes_over_from_a_spent_one_until_nothing_waits(
    limit: dict[str, int], core: Flask, settings: Settings, redis_client: redis.Redis
) -> None:
    jobs = [enqueue(redis_client, "test-where", {}).job_id for _ in range(5)]
    worker = FspWorker(QUEUES, connection=redis_client, settings=settings.model_copy(update=limit))

    worker.work(burst=True)

    children = [read_job(redis_client, job_id).result for job_id in jobs]
    assert len(set(children)) > 1
    assert None not in children


def test_a_failed_job_waits_for_its_retry(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-fail", {}).job_id

    burst()

    job = read_job(redis_client, job_id)
    assert (job.status, job.attempt, job.retries_left) == ("scheduled", 1, 1)
    assert "hunter2" not in job.error


def test_a_job_with_spent_attempts_becomes_a_dead_letter(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-fail", {}).job_id

    for _ in range(3):
        burst()
        redis_client.zadd(rq_keys.scheduled("medium"), {job_id: 0}, xx=True)

    letter = db.session.scalars(select(DeadLetterQueue)).one()
    assert (letter.job_id, letter.reason, letter.error_class) == (job_id, "spent", "ValueError")
    assert [attempt["attempt"] for attempt in letter.attempt_history] == [1, 2, 3]
    assert all("fail_always" in attempt["traceback"] for attempt in letter.attempt_history)
    assert "hunter2" not in letter.error_message + letter.error_traceback + str(letter.attempt_history)
    assert read_job(redis_client, job_id).status == "failed"


def test_a_permanent_failure_is_not_retried(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-permanent", {})

    burst()

    assert db.session.scalars(select(DeadLetterQueue.reason)).one() == "permanent"


def test_a_killed_child_costs_only_its_own_job(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-die", {})
    other = enqueue(redis_client, "test-echo", {"text": "on"}).job_id

    burst()

    assert read_job(redis_client, other).status == "finished"


def test_a_poison_pill_is_dead_after_three_crashes(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-die", {}).job_id

    burst()

    assert read_job(redis_client, job_id).attempt == 3
    assert db.session.scalars(select(DeadLetterQueue.reason)).one() == "poison"
    assert {row.outcome: row.count for row in read_counters(redis_client)} == {"retried": 2, "killed": 1}


def test_threads_run_jobs_at_once(threaded: Callable[[], None], redis_client: redis.Redis) -> None:
    jobs = [enqueue(redis_client, "test-meet", {}).job_id for _ in range(4)]

    threaded()

    assert {read_job(redis_client, job_id).status for job_id in jobs} == {"finished"}


def test_a_thread_past_its_time_limit_is_stopped(threaded: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-spin", {})

    threaded()

    assert db.session.scalars(select(DeadLetterQueue.reason)).one() == "timeout"


def test_a_job_that_swallows_its_time_limit_is_killed_and_the_others_are_handed_back(
    threaded: Callable[[], None], redis_client: redis.Redis
) -> None:
    stubborn = enqueue(redis_client, "test-stubborn", {}).job_id
    other = enqueue(redis_client, "test-nap", {}).job_id

    threaded()

    assert db.session.scalars(select(DeadLetterQueue.job_id)).all() == [stubborn]
    job = read_job(redis_client, other)
    assert (job.status, job.attempt) == ("finished", 1)


def test_the_worker_tells_what_it_did(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-echo", {"text": "x"})
    enqueue(redis_client, "test-permanent", {})

    burst()

    (key,) = redis_client.keys("rq:worker:*")
    counts = redis_client.hmget(key, ["successful_job_count", "failed_job_count"])
    assert counts == [b"1", b"1"]


def test_a_job_past_its_time_limit_is_stopped(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-hang", {})

    burst()

    assert db.session.scalars(select(DeadLetterQueue.reason)).one() == "timeout"


def test_a_job_of_no_registered_type_runs_nothing(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-echo", {"text": "x"}).job_id
    redis_client.hset(rq_keys.job(job_id), "fsp_type", "os.system")

    burst()

    assert db.session.scalars(select(DeadLetterQueue.reason)).one() == "undecodable"


def test_rq_own_tools_read_a_finished_job(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    from rq import Queue
    from rq.job import Job
    from rq.serializers import JSONSerializer

    job_id = enqueue(redis_client, "test-echo", {"text": "x"}).job_id
    burst()

    job = Job.fetch(job_id, connection=redis_client, serializer=JSONSerializer)

    assert job.get_status() == "finished"
    assert job_id in Queue("medium", connection=redis_client).finished_job_registry.get_job_ids(cleanup=False)


def test_a_running_job_is_cancelled_and_the_others_go_on(
    threaded: Callable[[], None], redis_client: redis.Redis, core: Flask
) -> None:
    cancelled = request_job("test-cancel-me", {}).job_id
    other = enqueue(redis_client, "test-echo", {"text": "x"}).job_id

    threaded()

    assert read_job(redis_client, cancelled).status == "canceled"
    assert read_job(redis_client, other).status == "finished"
    db.session.expire_all()
    assert db.session.get_one(JobRequest, cancelled).state == RequestState.CANCELLED


def test_a_cancelled_job_that_stops_when_told_costs_no_process(
    burst: Callable[[], None], redis_client: redis.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = enqueue(redis_client, "test-polite", {}).job_id

    burst()

    assert read_job(redis_client, job_id).status == "canceled"
    assert "a child ended under its job" not in caplog.text


def test_a_job_tells_of_itself_while_it_runs(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-tell", {}).job_id

    burst()

    job = read_job(redis_client, job_id)
    assert job.progress == Progress(1, 2, "half way")
    assert [step.name for step in job.steps] == ["count"]
    assert [line.partition(" ")[2] for line in read_log(redis_client, job_id)] == [
        "WARNING shop sold out, token=[hidden] shelf=7"
    ]


def test_what_a_job_cost_is_recorded(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    large, small = (enqueue(redis_client, name, {}).job_id for name in ("test-tell", "test-narrow"))

    burst()

    first, second = read_job(redis_client, large), read_job(redis_client, small)
    assert 0.005 < (first.cpu_seconds or 0) < 5
    assert (second.cpu_seconds or 0) < (first.cpu_seconds or 0)
    assert (first.peak_bytes or 0) > 80_000_000
    assert (first.peak_bytes or 0) - (second.peak_bytes or 0) > 40_000_000


def test_memory_of_threads_is_not_told_apart(threaded: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-tell", {}).job_id

    threaded()

    job = read_job(redis_client, job_id)
    assert (job.peak_bytes, (job.cpu_seconds or 0) > 0.005) == (None, True)


def test_a_worker_leaves_its_jobs_to_one_that_fits_when_the_tables_move(
    core: Flask, settings: Settings, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = FspWorker(QUEUES, connection=redis_client, settings=settings)
    migrate_to("9999")
    db.engine.dispose()
    monkeypatch.setattr(WatchProcess, "has_other_schema", True)
    monkeypatch.setattr(WatchProcess, "tend", lambda _: None)

    with pytest.raises(WrongSchema, match="Start the newer version again"):
        worker.work()

    (left,) = read_fleet(redis_client, utc_now())
    assert left.state == WorkerState.GONE
    assert left.report.left_because == "the database has the tables of another version"


def test_a_redis_that_refuses_its_password_stops_a_worker_that_rq_starts(
    core: Flask, settings: Settings, redis_client: redis.Redis
) -> None:
    redis_client.execute_command("ACL", "SETUSER", "ada", "on", ">right", "~*", "+@all")

    with (
        redis.Redis.from_url(f"{settings.redis_url}?username=ada&password=wrong") as refused,
        pytest.raises(SettingsError, match="no user or password that it accepts"),
    ):
        FspWorker(QUEUES, connection=refused, settings=settings)
