"""The fetcher: the last job finished and the next one claimed in one call."""

import threading
from functools import partial

import pytest
import redis

from fsp.inspection.one_job import read_job
from fsp.jobs.outcome import Outcome
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys, rq_keys
from fsp.worker.attempt_result import AttemptResult, FinishAction, success
from fsp.worker.claim import reap
from fsp.worker.commit import commit, turn_of
from fsp.worker.group_commit import GroupCommit, Turn
from fsp.worker.job_fetcher import RECORDED, STALE, JobFetcher, finish_arguments
from fsp.worker.slots import Slots
from fsp.worker.spent import Spent
from tests.worker.claiming import claimed


def fetcher(connection: redis.Redis) -> JobFetcher:
    return JobFetcher(connection, worker="w", queues=["high", "medium", "low"], lease_seconds=30)


def test_one_call_finishes_and_claims(redis_client: redis.Redis) -> None:
    first, second = (enqueue(redis_client, "test-narrow", {}).job_id for _ in range(2))
    loop = fetcher(redis_client)
    _, claim = loop.next()
    assert claim is not None

    recorded, following = loop.next((claim, success("null", Spent(0.1))))

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

    recorded, again = loop.next((claim, success("null", Spent(0.1))))

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


def test_several_endings_and_claims_go_in_one_call(redis_client: redis.Redis) -> None:
    for number in range(5):
        enqueue(redis_client, "test-echo", {"text": "x"}, job_id=f"job-{number}")
    loop = fetcher(redis_client)
    claims = [claimed(redis_client) for _ in range(3)]
    turns = [Turn(finishing=finish_arguments(claim, success("null", Spent(0.1)), now="now")) for claim in claims]

    loop.send([*turns, Turn()])

    assert [turn.recorded for turn in turns] == [RECORDED] * 3
    assert [turn.claimed[0] for turn in turns if turn.claimed] == ["job-3", "job-4"]
    assert [read_job(redis_client, f"job-{number}").status for number in range(5)] == ["finished"] * 3 + ["started"] * 2


def test_an_ending_that_fails_among_others_keeps_none_of_them_and_is_called_again_alone(
    redis_client: redis.Redis,
) -> None:
    for job_id in ("good", "bad"):
        enqueue(redis_client, "test-echo", {"text": "x"}, job_id=job_id)
    good, bad = claimed(redis_client), claimed(redis_client)
    refused = AttemptResult(FinishAction.RETRY, Outcome.RETRIED, due_at=float("nan"))
    turns = [
        Turn(finishing=finish_arguments(bad, refused, now="now")),
        Turn(finishing=finish_arguments(good, success("null", Spent(0.1)), now="now")),
    ]

    fetcher(redis_client).send(turns)

    assert [turn.recorded for turn in turns] == [None, RECORDED]
    with pytest.raises(redis.exceptions.ResponseError, match="when it is due"):
        fetcher(redis_client).next((bad, refused))


def test_many_threads_share_calls_and_each_job_runs_once(redis_client: redis.Redis) -> None:
    for number in range(300):
        enqueue(redis_client, "test-echo", {"text": "x"}, job_id=f"job-{number}")
    group, slots, ran = GroupCommit(), Slots(8), []
    for _ in range(20):
        group.note_duration("test-echo", 0.0001)

    def work(slot: int) -> None:
        own = fetcher(redis_client)
        send = partial(commit, fetcher=own, slots=slots, may_go_on=lambda: True)
        turn = Turn(slot)
        while (turn := group.exchange(turn, send)).claimed:
            assert turn.recorded == RECORDED
            claim = own.claim_of(turn)
            ran.append(claim.job_id)
            turn = turn_of(turn.slot, (claim, success("null", Spent(0.1))))

    threads = [threading.Thread(target=work, args=(slot,)) for slot in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert slots.busy(range(8)) == []
    assert sorted(ran) == sorted(f"job-{number}" for number in range(300))
    assert redis_client.zcard(rq_keys.finished("low")) + redis_client.zcard(rq_keys.finished("medium")) == 300
