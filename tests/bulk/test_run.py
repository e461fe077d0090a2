"""Running a bulk operation: each item once, with its outcome and reason; stopped, and begun again after a crash."""

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.bulk import run as running_bulk
from fsp.bulk.action import BulkAction
from fsp.bulk.hand import Hand
from fsp.bulk.jobs import JOBS
from fsp.bulk.operation import abort, prepare_and_start
from fsp.bulk.read import find_operation, items, tally
from fsp.bulk.run import BulkReport, attempted, run_operation
from fsp.bulk.subject import Chosen
from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.inspection.one_job import read_job
from fsp.jobs.progress import Progress
from fsp.jobs.run_context import Nobody, Run, running
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.job_request import JobRequest
from fsp.queueing.cancel import cancel
from fsp.queueing.enqueue import enqueue
from fsp.queueing.request import request_job
from fsp.redis_ops import rq_keys
from fsp.stores import db
from tests.dead_letters.burying import buried


def started(action: BulkAction, ids: list[str]) -> str:
    return prepare_and_start(JOBS, action, Chosen(ids, "all"), by="ada", now=utc_now()).id


def waiting(connection: redis.Redis, count: int) -> list[str]:
    ids = [f"job-{number}" for number in range(count)]
    for job_id in ids:
        enqueue(connection, "export-data", {"project": "x"}, job_id=job_id)
    return ids


def dead_jobs(count: int) -> list[str]:
    for number in range(count):
        buried(f"dead-{number}", arguments={"project": "x"}, error_class="OSError")
    return [f"dead-{number}" for number in range(count)]


def letter_states() -> list[str]:
    db.session.expire_all()
    states = list(db.session.scalars(select(DeadLetterQueue.state).order_by(DeadLetterQueue.id)))
    db.session.commit()
    return states


def test_what_changed_meanwhile_is_skipped_and_told_with_its_reason(core: Flask, redis_client: redis.Redis) -> None:
    operation = started(BulkAction.CANCEL, [*waiting(redis_client, 4), "unknown"])
    cancel(redis_client, "job-1", by="bob")

    report = run_operation(redis_client, operation)

    assert report == BulkReport(done=3, skipped=2, failed=0)
    assert tally(operation)["skipped"] == {
        "It has ended; there is nothing to cancel.": 1,
        "There is no job of this id.": 1,
    }
    assert find_operation(operation).state == "done"
    assert read_job(redis_client, "job-3").status == "canceled"


def test_dead_jobs_are_retried_once_as_new_jobs(core: Flask, redis_client: redis.Redis) -> None:
    operation = started(BulkAction.RETRY, [*dead_jobs(3), "job-that-is-fine"])

    report = run_operation(redis_client, operation)
    again = run_operation(redis_client, operation)

    assert (report, again) == (BulkReport(3, 1, 0), BulkReport(3, 1, 0))
    assert letter_states() == ["replayed"] * 3
    assert [item.job_id for item in items(operation, outcome="done")] == [f"dead-{n}-replay-1" for n in range(3)]


def test_dead_jobs_are_discarded(core: Flask, redis_client: redis.Redis) -> None:
    report = run_operation(redis_client, started(BulkAction.DISCARD, dead_jobs(2)))

    assert (report.done, letter_states()) == (2, ["discarded"] * 2)


def test_a_retry_that_cannot_run_is_told_as_failed(core: Flask, redis_client: redis.Redis) -> None:
    buried("odd", arguments={"unknown": 1}, error_class="OSError")

    assert run_operation(redis_client, started(BulkAction.RETRY, ["odd"])) == BulkReport(0, 0, 1)
    assert letter_states() == ["dead"]


def test_a_crash_half_way_does_nothing_twice(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        request_job("export-data", {"project": "x"}, job_id=f"job-{number}", tags=["a"])
    operation = started(BulkAction.AGAIN, [f"job-{number}" for number in range(5)])
    monkeypatch.setattr(running_bulk, "BATCH", 3)
    original = running_bulk._note
    noted: list[str] = []

    def crash_in_the_second_batch(operation_id: str, dealt: list[dict[str, object]]) -> None:
        if len(noted) == 1:
            raise RuntimeError("killed")
        noted.append(operation_id)
        original(operation_id, dealt)

    monkeypatch.setattr(running_bulk, "_note", crash_in_the_second_batch)
    with pytest.raises(RuntimeError):
        run_operation(redis_client, operation)
    monkeypatch.setattr(running_bulk, "_note", original)

    report = run_operation(redis_client, operation)

    rows = db.session.scalars(select(JobRequest).where(JobRequest.parent_id.is_not(None))).all()
    assert report == BulkReport(5, 0, 0)
    assert sorted(request.parent_id or "" for request in rows) == [f"job-{number}" for number in range(5)]
    assert {tuple(request.tags) for request in rows} == {("a",)}


def test_it_stops_between_two_batches_when_asked(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_bulk, "BATCH", 2)
    operation = started(BulkAction.CANCEL, waiting(redis_client, 5))

    class StopsAfterTheFirst(Nobody):
        def report_progress(self, progress: Progress) -> None:
            abort(operation, now=utc_now())

    with running(Run("j", "t", watcher=StopsAfterTheFirst())):
        report = run_operation(redis_client, operation)

    assert report == BulkReport(2, 0, 0)
    assert find_operation(operation).state == "aborted"
    assert read_job(redis_client, "job-4").status == "queued"


def test_waiting_jobs_are_moved(core: Flask, redis_client: redis.Redis) -> None:
    waiting(redis_client, 3)

    run_operation(redis_client, started(BulkAction.FRONT, ["job-2"]))
    run_operation(redis_client, started(BulkAction.HIGH, ["job-0"]))

    assert redis_client.lrange(rq_keys.queue("low"), 0, -1) == [b"job-2", b"job-1"]
    assert redis_client.lrange(rq_keys.queue("high"), 0, -1) == [b"job-0"]


def test_an_attempt_raises_nothing_of_its_target(core: Flask, redis_client: redis.Redis) -> None:
    hand = Hand(redis_client, "ada", utc_now(), utc_now(), per_minute=600)

    assert attempted(JOBS.acts[BulkAction.AGAIN], hand, "none", new_id="n").outcome == "skipped"
