"""No script stops half way: a job is either all there or not at all, whatever lies in the places it writes to."""

from typing import Any

import pytest
import redis
from flask import Flask

from fsp.inspection.one_job import read_job
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.job_options import EnqueueOptions
from fsp.jobs.outcome import Outcome
from fsp.jobs.registry import get_job_type, job_type
from fsp.metrics.current_counters import read_counters
from fsp.queueing.enqueue import enqueue
from fsp.queueing.enqueue_call import EnqueueCall
from fsp.redis_ops import event_keys, gate_keys, keys, metric_keys, rq_keys
from fsp.redis_ops.scripts import script
from fsp.worker.attempt_result import AttemptResult, FinishAction, failure, success
from fsp.worker.claim import reap
from fsp.worker.job_fetcher import RECORDED, JobFetcher, finish
from fsp.worker.spent import Spent
from tests.worker.claiming import QUEUES, claimed

JOB = rq_keys.job("one")


@job_type("test-half", indexed=("text",), retries=3)
def half(text: str) -> None:
    """Be found by its text."""


def pushed(connection: redis.Redis, at: int | None = None, **fields: Any) -> bytes:
    """Call the enqueue script with some of its fields replaced."""
    rules = get_job_type("test-half")
    call = EnqueueCall.of(rules, rules.checked({"text": "x"}), EnqueueOptions(job_id="one", idempotency_key="k"))
    arguments = dict(zip(call.args[7::2], call.args[8::2], strict=True)) | fields
    head = [*call.args[:1], "" if at is None else at, *call.args[2:7]]
    args = [*head, *(part for pair in arguments.items() for part in pair)]
    return bytes(script("enqueue")(keys=call.keys, args=args, client=connection))


@pytest.mark.parametrize("labels", ["not json", '"\\ud800"', '["\\ud800"]', "7", '[["tag:a"]]', '{"a": 1}'])
def test_labels_that_cannot_be_read_are_refused_before_anything_is_written(
    redis_client: redis.Redis, labels: str
) -> None:
    with pytest.raises(redis.exceptions.ResponseError, match="fsp_labels must be a JSON list of texts"):
        pushed(redis_client, fsp_labels=labels)

    assert redis_client.keys() == []


@pytest.mark.parametrize("due", ["nan", "inf", "soon"])
def test_a_due_time_that_is_no_number_is_refused_before_anything_is_written(
    redis_client: redis.Redis, due: Any
) -> None:
    with pytest.raises(redis.exceptions.ResponseError, match="due time"):
        pushed(redis_client, at=due)

    assert redis_client.keys() == []


@pytest.mark.parametrize("place", [rq_keys.queue("medium"), rq_keys.QUEUES])
def test_a_queue_of_another_kind_refuses_the_whole_job(redis_client: redis.Redis, place: str) -> None:
    redis_client.set(place, "in the way")

    with pytest.raises(redis.exceptions.ResponseError, match="WRONGTYPE"):
        enqueue(redis_client, "test-half", {"text": "x"}, job_id="one", idempotency_key="k")

    assert redis_client.exists(JOB) == 0
    redis_client.delete(place)
    assert enqueue(redis_client, "test-half", {"text": "x"}, job_id="one", idempotency_key="k").created


@pytest.mark.parametrize("place", [keys.WAKE, keys.label("args.text:x"), keys.DUPLICATES])
def test_what_only_tells_of_a_job_keeps_none_from_being_queued(redis_client: redis.Redis, place: str) -> None:
    redis_client.set(place, "in the way")

    enqueue(redis_client, "test-half", {"text": "x"}, job_id="one", idempotency_key="k")
    again = enqueue(redis_client, "test-half", {"text": "x"}, idempotency_key="k", on_conflict=OnConflict.RETURN)

    assert redis_client.lrange(rq_keys.queue("medium"), 0, -1) == [b"one"]
    assert (read_job(redis_client, "one").status, again.job_id) == ("queued", "one")


IN_THE_WAY = [
    rq_keys.results("one"),
    gate_keys.gate("test-half"),
    keys.label("args.text:x"),
    metric_keys.ring("test-half"),
    metric_keys.histogram("test-half"),
    f"{JOB}:dependents",
]


@pytest.mark.parametrize("place", IN_THE_WAY)
@pytest.mark.parametrize("action", ["success", "retry", "dead"])
def test_an_ending_is_recorded_whatever_is_in_the_way(
    core: Flask, redis_client: redis.Redis, place: str, action: str
) -> None:
    enqueue(redis_client, "test-half", {"text": "x"}, job_id="one", idempotency_key="k")
    claim = claimed(redis_client)
    redis_client.delete(place)
    redis_client.set(place, "in the way")
    ending: AttemptResult = (
        success("null", Spent(0.1)) if action == "success" else failure(claim, OSError(), Spent(0.1))
    )
    if action == "dead":
        ending = AttemptResult(FinishAction.DEAD, Outcome.FAILED, error="no")

    assert finish(redis_client, claim, ending) == RECORDED

    statuses = {"success": "finished", "retry": "scheduled", "dead": "failed"}
    assert redis_client.hget(JOB, "status") == statuses[action].encode()
    assert redis_client.zcard(keys.LEASES) == redis_client.zcard(gate_keys.slots("test-half")) == 0
    assert redis_client.xlen(event_keys.EVENTS) == 1
    if action == "retry":
        assert redis_client.zscore(rq_keys.scheduled("medium"), "one") is not None
    assert [row.count for row in read_counters(redis_client)] == [1]
    assert redis_client.get(place) == b"in the way"


@pytest.mark.parametrize("due", [float("nan"), float("inf")])
def test_an_ending_with_no_moment_is_refused_and_the_job_stays_leased(redis_client: redis.Redis, due: float) -> None:
    enqueue(redis_client, "test-half", {"text": "x"}, job_id="one")
    claim = claimed(redis_client)

    with pytest.raises(redis.exceptions.ResponseError, match="when it is due"):
        finish(redis_client, claim, AttemptResult(FinishAction.RETRY, Outcome.RETRIED, due_at=due))

    assert redis_client.zcard(keys.LEASES) == 1
    assert redis_client.hget(JOB, "fsp_token") == claim.token.encode()


def test_an_ending_is_answered_for_also_where_nothing_can_be_claimed(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-half", {"text": "x"}, job_id="one")
    fetcher = JobFetcher(redis_client, worker="w", queues=QUEUES, lease_seconds=30)
    _, claim = fetcher.next()
    assert claim is not None
    redis_client.set(gate_keys.PAUSED_QUEUES, "in the way")

    assert fetcher.next((claim, success("null", Spent(0.1)))) == (RECORDED, None)
    with pytest.raises(redis.exceptions.ResponseError, match="WRONGTYPE"):
        fetcher.next()


def test_one_dependent_that_is_damaged_keeps_no_other_waiting(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-half", {"text": "x"}, job_id="one")
    for job_id in ("bad", "good"):
        enqueue(redis_client, "test-half", {"text": "y"}, job_id=job_id, after=["one"])
    redis_client.hdel(rq_keys.job("bad"), "origin")
    redis_client.sadd(f"{JOB}:dependents", "gone")
    redis_client.set(rq_keys.job("gone"), "in the way")
    claim = claimed(redis_client)

    assert finish(redis_client, claim, success("null", Spent(0.1))) == RECORDED

    assert redis_client.lrange(rq_keys.queue("medium"), 0, -1) == [b"good"]


def test_a_lost_job_comes_back_also_where_its_attempt_cannot_be_noted(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-half", {"text": "x"}, job_id="one")
    claimed(redis_client)
    redis_client.zadd(keys.LEASES, {"one": 0})
    redis_client.set(rq_keys.results("one"), "in the way")

    assert reap(redis_client) == []

    assert redis_client.lrange(rq_keys.queue("medium"), 0, -1) == [b"one"]
