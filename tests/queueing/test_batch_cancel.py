"""Cancelling a batch: all of it, without starting what depends on a job that is cancelled."""

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.dead_letters.replay import replay
from fsp.errors import Conflict, NotFound
from fsp.inspection.batches import read_batch
from fsp.inspection.one_job import read_job
from fsp.models.job_request import JobRequest
from fsp.queueing.batch import BatchJob, chain, group
from fsp.queueing.batch_cancel import BatchCancelled, cancel_batch
from fsp.redis_ops import keys
from fsp.stores import db
from tests.dead_letters.burying import buried, letters
from tests.queueing.test_batch import EXPORTS, finish
from tests.worker.claiming import claim_next, claimed


def cancelled(connection: redis.Redis, batch_id: str) -> BatchCancelled:
    return cancel_batch(connection, batch_id, by="ada", now=utc_now())


def test_what_waits_is_cancelled_and_the_callback_does_not_run(core: Flask, redis_client: redis.Redis) -> None:
    batch_id = group(EXPORTS, callback=BatchJob("test-callback")).batch_id
    finish(redis_client)
    running = claimed(redis_client).job_id

    result = cancelled(redis_client, batch_id)

    assert result == BatchCancelled(cancelled=2, stopping=1)
    assert (claim_next(redis_client), redis_client.smembers(keys.CANCELS)) == (None, {running.encode()})
    view = read_batch(redis_client, batch_id, utc_now())
    assert ([member.state for member in view.members], view.batch.cancelled_by) == (
        ["done", "started", "cancelled"],
        "ada",
    )
    assert view.callback is not None
    assert (view.callback.state, view.callback.error) == ("cancelled", "cancelled by ada")


def test_a_chain_that_runs_anyway_is_cancelled_whole(core: Flask, redis_client: redis.Redis) -> None:
    batch_id = chain(EXPORTS).batch_id

    assert cancelled(redis_client, batch_id) == BatchCancelled(3, 0)
    assert claim_next(redis_client) is None
    assert read_batch(redis_client, batch_id, utc_now()).state == "cancelled"
    with pytest.raises(Conflict, match="nothing to cancel"):
        cancelled(redis_client, batch_id)


def test_a_job_that_redis_has_forgotten_does_not_come_back(core: Flask, redis_client: redis.Redis) -> None:
    batch_id = group(EXPORTS).batch_id
    redis_client.flushall()

    assert cancelled(redis_client, batch_id).cancelled == len(EXPORTS)
    assert {request.state for request in db.session.query(JobRequest)} == {"cancelled"}


def test_its_dead_jobs_are_not_replayed_automatically(core: Flask, redis_client: redis.Redis) -> None:
    batch_id = chain(EXPORTS).batch_id
    buried(finish(redis_client, "dead"))

    cancelled(redis_client, batch_id)

    assert [letter.next_replay_at for letter in letters()] == [None]


def test_a_replay_belongs_to_the_batch(core: Flask, redis_client: redis.Redis) -> None:
    batch_id = chain(EXPORTS[:2]).batch_id
    dead = finish(redis_client, "dead")
    replayed = replay(redis_client, buried(dead), by="ada", now=utc_now())
    view = read_batch(redis_client, batch_id, utc_now())

    finish(redis_client)

    assert view.members[0].job_id == replayed
    assert read_job(redis_client, view.members[1].job_id).status == "queued"
    assert cancelled(redis_client, batch_id) == BatchCancelled(1, 0)


def test_an_unknown_batch_is_not_found(core: Flask, redis_client: redis.Redis) -> None:
    with pytest.raises(NotFound, match='There is no batch "x"'):
        cancelled(redis_client, "x")
