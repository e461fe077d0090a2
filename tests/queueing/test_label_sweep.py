"""Sweeping labels: those of jobs deleted by hand go, all others stay."""

import redis

from fsp.queueing.enqueue import enqueue
from fsp.queueing.label_sweep import sweep_labels
from fsp.redis_ops import keys, rq_keys


def test_labels_of_jobs_deleted_by_hand_are_taken_away(redis_client: redis.Redis) -> None:
    for job_id in ("kept", "deleted"):
        enqueue(redis_client, "test-count-pages", {"project": "x"}, job_id=job_id, tags=["a", job_id])
    redis_client.delete(rq_keys.job("deleted"))

    removed = [sweep_labels(redis_client), sweep_labels(redis_client)]

    assert removed == [2, 0]
    assert redis_client.zrange(keys.label("tag:a"), 0, -1) == [b"kept"]
    assert redis_client.exists(keys.label("tag:deleted")) == 0
