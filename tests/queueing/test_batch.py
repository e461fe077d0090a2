"""Chains and groups: requested together, run in their order, and not lost by a crash half way."""

from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select

from fsp.clock import utc_now
from fsp.errors import Conflict, InvalidArguments, InvalidInput, UnknownJobType
from fsp.inspection.batches import read_batch
from fsp.inspection.one_job import read_job
from fsp.jobs.deduplication import Deduplication, OnConflict
from fsp.jobs.job_options import OnFailure
from fsp.jobs.registry import job_type
from fsp.models.batch import Batch
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.batch import MAX_JOBS, BatchJob, BatchOptions, chain, group
from fsp.queueing.enqueue import enqueue
from fsp.queueing.reconcile import reconcile
from fsp.queueing.request import complete_request, hand_over
from fsp.redis_ops import rq_keys
from fsp.stores import db
from tests.worker.claiming import claim_next, claimed, end

EXPORTS = [BatchJob("export-data", {"project": name}) for name in ("a", "b", "c")]


@job_type("test-callback")
def report_on(batch_id: str) -> str:
    """Return the batch."""
    return batch_id


@job_type("test-one-at-a-time", deduplication=Deduplication(("key",), on_conflict=OnConflict.RAISE))
def refuse_a_second(key: str) -> None:
    """Do nothing."""


def members(redis_client: redis.Redis, batch_id: str) -> list[str]:
    return [member.job_id for member in read_batch(redis_client, batch_id, utc_now()).members]


def states(redis_client: redis.Redis, batch_id: str) -> list[str]:
    return [member.state for member in read_batch(redis_client, batch_id, utc_now()).members]


def finish(connection: redis.Redis, action: str = "success") -> str:
    """Run the next job to its end, as a worker does; return its id."""
    claim = claimed(connection)
    end(connection, claim, action)
    complete_request(claim.job_id, {"success": RequestState.DONE, "dead": RequestState.DEAD}[action])
    return claim.job_id


def test_a_chain_runs_its_jobs_one_after_the_other(core: Flask, redis_client: redis.Redis) -> None:
    request = chain(EXPORTS, BatchOptions(name="nightly", requested_by="ada"))
    ids = members(redis_client, request.batch_id)
    before = states(redis_client, request.batch_id)

    order = [finish(redis_client) for _ in EXPORTS]

    assert (request.created, before) == (True, ["queued", "deferred", "deferred"])
    assert (order, claim_next(redis_client)) == (ids, None)
    assert states(redis_client, request.batch_id) == ["done", "done", "done"]
    assert db.session.get_one(JobRequest, ids[1]).requested_by == "ada"


@pytest.mark.parametrize(("on_failure", "next_state"), [(OnFailure.WAIT, "deferred"), (OnFailure.RUN, "queued")])
def test_a_chain_goes_by_its_rule_when_a_job_dies(
    core: Flask, redis_client: redis.Redis, on_failure: OnFailure, next_state: str
) -> None:
    batch_id = chain(EXPORTS, on_failure=on_failure).batch_id

    finish(redis_client, "dead")

    assert states(redis_client, batch_id) == ["dead", next_state, "deferred"]


def test_the_callback_of_a_group_runs_when_all_have_ended_however(core: Flask, redis_client: redis.Redis) -> None:
    batch_id = group(EXPORTS, callback=BatchJob("test-callback")).batch_id
    callback = read_batch(redis_client, batch_id, utc_now()).callback
    assert callback is not None

    for action in ("success", "dead", "success"):
        assert read_job(redis_client, callback.job_id).status == "deferred"
        finish(redis_client, action)

    job = read_job(redis_client, callback.job_id)
    assert (job.status, job.arguments) == ("queued", {"batch_id": batch_id})


def test_a_crash_while_enqueueing_loses_nothing(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def die_at_the_second(*arguments: object, **options: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return hand_over(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("fsp.queueing.batch.hand_over", die_at_the_second)
    jobs, callback = EXPORTS, BatchJob("test-callback")
    with pytest.raises(KeyboardInterrupt):
        group(jobs, BatchOptions(id="mine"), callback=callback)
    monkeypatch.undo()
    again = group(jobs, BatchOptions(id="mine"), callback=callback)

    healed = reconcile(redis_client, utc_now() + timedelta(minutes=1))

    assert (again.created, healed.enqueued) == (False, 3)
    ran = [finish(redis_client) for _ in range(4)]
    assert (len(set(ran)), claim_next(redis_client)) == (4, None)
    assert read_batch(redis_client, "mine", utc_now()).state == "done"


def test_an_id_stands_for_one_batch(core: Flask, redis_client: redis.Redis) -> None:
    first = group(EXPORTS, BatchOptions(id="mine"))
    same = group(EXPORTS, BatchOptions(id="mine"))

    assert (first.created, same.created, same.batch_id) == (True, False, "mine")
    assert db.session.scalar(select(func.count()).select_from(JobRequest)) == len(EXPORTS)
    with pytest.raises(Conflict, match='The id "mine" stands for another batch'):
        group(EXPORTS[:2], BatchOptions(id="mine"))
    with pytest.raises(Conflict):
        chain(EXPORTS, BatchOptions(id="mine"))


def test_what_does_not_fit_leaves_nothing(core: Flask, redis_client: redis.Redis) -> None:
    for jobs, error in (
        ([*EXPORTS, BatchJob("export-data", {"project": 1})], InvalidArguments),
        ([*EXPORTS, BatchJob("no-such-type")], UnknownJobType),
        ([], InvalidInput),
        (EXPORTS * MAX_JOBS, InvalidInput),
    ):
        with pytest.raises(error):
            group(jobs)
    with pytest.raises(InvalidInput):
        group(EXPORTS, BatchOptions(id="a/b"))

    assert db.session.scalar(select(func.count()).select_from(Batch)) == 0
    assert claim_next(redis_client) is None


def test_a_job_that_another_one_answers_is_waited_for_in_its_place(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-one-at-a-time", {"key": "k"}, job_id="first")

    batch_id = chain([BatchJob("test-one-at-a-time", {"key": "k"}), EXPORTS[0]]).batch_id
    view = read_batch(redis_client, batch_id, utc_now())
    order = [claimed(redis_client).job_id]
    waits = claim_next(redis_client)
    redis_client.delete(rq_keys.job(view.members[1].job_id))
    reconcile(redis_client, utc_now() + timedelta(minutes=1))

    assert [(member.state, member.answered_by) for member in view.members] == [("skipped", "first"), ("deferred", None)]
    assert (order, waits) == (["first"], None)
    assert read_job(redis_client, view.members[1].job_id).after == ("first",)


def test_the_largest_group_has_a_callback_too(core: Flask, redis_client: redis.Redis) -> None:
    jobs = [BatchJob("export-data", {"project": str(number)}) for number in range(MAX_JOBS)]

    batch_id = group(jobs, callback=BatchJob("test-callback")).batch_id

    view = read_batch(redis_client, batch_id, utc_now())
    assert (view.counts, view.callback and view.callback.state) == ({"queued": MAX_JOBS}, "deferred")
