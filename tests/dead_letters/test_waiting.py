"""A replay whose key another job holds: it waits, says for which, is counted once, and goes when the key is free."""

from datetime import timedelta

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.dead_letters.replay import replay
from fsp.dead_letters.waiting import awaited_holders
from fsp.inspection.duplicates import read_duplicates
from fsp.inspection.one_job import read_job
from fsp.jobs.deduplication import OnConflict, Release
from fsp.queueing.enqueue import enqueue
from fsp.queueing.reconcile import reconcile
from fsp.worker.attempt_result import failure
from fsp.worker.completion import before
from fsp.worker.spent import Spent
from tests.dead_letters.burying import letters
from tests.dead_letters.holding import KINDS, LONG, held
from tests.worker.claiming import claimed, end


def later(connection: redis.Redis) -> int:
    return reconcile(connection, utc_now() + timedelta(minutes=1)).enqueued


@pytest.mark.parametrize("conflict", ["return", "raise", "replace_if_waiting"])
def test_it_waits_for_the_holder_is_counted_once_and_goes_after_it(
    core: Flask, redis_client: redis.Redis, conflict: str
) -> None:
    letter = held(redis_client, KINDS[OnConflict(conflict)])

    waiting = [(later(redis_client), awaited_holders(redis_client, [letter])) for _ in range(3)]
    end(redis_client, claimed(redis_client), "success")
    enqueued = later(redis_client)

    assert waiting == [(0, {letter.id: "holder"})] * 3
    assert len(read_duplicates(redis_client)) == 1
    assert enqueued == 1
    assert claimed(redis_client).job_id == "gone-replay-1"
    assert awaited_holders(redis_client, [letter]) == {}


def test_a_holder_that_was_deleted_by_hand_is_not_waited_for(core: Flask, redis_client: redis.Redis) -> None:
    letter = held(redis_client)
    redis_client.delete("rq:job:holder")

    assert awaited_holders(redis_client, [letter]) == {}
    assert later(redis_client) == 1


@pytest.mark.parametrize("release", LONG)
def test_the_job_that_died_does_not_hold_its_own_replay(
    core: Flask, redis_client: redis.Redis, release: Release
) -> None:
    enqueue(redis_client, LONG[release], {"project": "a"}, job_id="gone")
    claim = claimed(redis_client)
    ending = failure(claim, ValueError("no"), Spent(0.1))
    before(redis_client, claim, ending)
    end(redis_client, claim, "dead")

    job_id = replay(redis_client, letters()[0], by="ada", now=utc_now())

    assert read_job(redis_client, job_id).status == "queued"
