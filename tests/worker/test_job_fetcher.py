"""The fetcher: the last job finished and the next one claimed in one call."""

import redis

from fsp.inspection.jobs import read_job
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys, rq_keys
from fsp.worker.attempt_result import success
from fsp.worker.claim import reap
from fsp.worker.job_fetcher import RECORDED, STALE, JobFetcher
from fsp.worker.spent import Spent


def fetcher(connection: redis.Redis) -> JobFetcher:
    return JobFetcher(connection, worker="w", queues=["high", "medium", "low"], lease_seconds=30)


def test_one_call_finishes_and_claims(redis_client: redis.Redis) -> None:
    first, second = (enqueue(redis_client, "test-narrow", {}).job_id for _ in range(2))
    loop = fetcher(redis_client)
    _, claim = loop.next()
    assert claim is not None

    recorded, following = loop.next((claim, success(claim, "null", Spent(0.1))))

    assert following is not None
    assert (claim.job_id, following.job_id, recorded) == (first, second, RECORDED)
    assert read_job(redis_client, first).status == "finished"


def test_a_stale_ending_is_refused_and_the_next_job_is_claimed_all_the_same(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-echo", {"text": "x"}, job_id="one")
    loop = fetcher(redis_client)
    _, claim = loop.next()
    assert claim is not None
    redis_client.zadd(keys.LEASES, {"one": 1})
    reap(redis_client)

    recorded, again = loop.next((claim, success(claim, "null", Spent(0.1))))

    assert again is not None
    assert (recorded, again.job_id, again.attempt) == (STALE, "one", 2)


def test_with_nothing_to_do_there_is_nothing(redis_client: redis.Redis) -> None:
    assert fetcher(redis_client).next() == (RECORDED, None)


def test_what_is_not_text_reaches_the_worker_as_it_is(redis_client: redis.Redis) -> None:
    strange = b'{"text": "\xff\xed\xa0\x80 \\ud800 \x00 \xc3\xa9 / \x7f"}'
    job_id = enqueue(redis_client, "test-echo", {"text": "x"}).job_id
    redis_client.hset(rq_keys.job(job_id), "fsp_arguments", strange)

    _, claim = fetcher(redis_client).next()

    assert claim is not None
    assert claim.fields[b"fsp_arguments"] == strange
