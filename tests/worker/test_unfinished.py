"""What a crashed child leaves: the job that ran counts a crash, those that did not run go back as they were."""

import os
import signal

import redis
from flask import Flask

from fsp.inspection.one_job import read_job
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, keys, rq_keys
from fsp.stored import text_of
from fsp.worker.child import Child
from fsp.worker.slots import Slots
from fsp.worker.unfinished import Unfinished
from tests.worker.claiming import claimed


def test_only_the_job_that_ran_counts_a_crash(core: Flask, redis_client: redis.Redis) -> None:
    jobs = [enqueue(redis_client, "test-echo", {"text": "x"}).job_id for _ in range(3)]
    claims = [claimed(redis_client) for _ in jobs]
    slots, child = Slots(3), Child(range(3))

    def crash() -> None:
        for slot, claim in enumerate(claims):
            slots.claim(slot, job_id=claim.job_id, token=claim.token)
        for slot, claim in enumerate(claims[:2]):
            slots.begin(slot, job_id=claim.job_id, token=claim.token, deadline=1e9)
        slots.end(0, has_succeeded=True)
        os.kill(os.getpid(), signal.SIGKILL)

    child.start(crash)
    code = Unfinished(core, redis_client, slots).end_with(child)

    assert code == -signal.SIGKILL
    readings = [read_job(redis_client, job_id) for job_id in jobs]
    assert [(reading.status, reading.attempt) for reading in readings] == [("queued", 0), ("queued", 1), ("queued", 0)]
    crashes = [redis_client.hget(rq_keys.job(job_id), "fsp_crashes") for job_id in jobs]
    assert crashes == [None, b"1", None]
    assert {text_of(job_id) for job_id in redis_client.lrange(rq_keys.queue("medium"), 0, -1)} == set(jobs)
    assert redis_client.zcard(keys.LEASES) == redis_client.zcard(gate_keys.slots("test-echo")) == 0
    assert slots.busy(range(3)) == []
