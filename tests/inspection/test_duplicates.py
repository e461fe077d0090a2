"""Every request that another job answered is listed, with both ids."""

import pytest
import redis

from fsp.clock import utc_now
from fsp.inspection.duplicates import read_duplicates
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.registry import job_type
from fsp.queueing.duplicates import Answer, Duplicate
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys, metric_keys
from tests.worker.claiming import claimed


@job_type("test-asked-twice", concurrency=10)
def ask_twice(number: int = 0) -> None:
    """Do nothing."""


def ask(connection: redis.Redis, job_id: str, on_conflict: OnConflict = OnConflict.RETURN) -> None:
    enqueue(connection, "test-asked-twice", {}, job_id=job_id, idempotency_key="k", on_conflict=on_conflict)


@pytest.mark.parametrize(
    ("on_conflict", "is_running", "answer"),
    [
        (OnConflict.RETURN, False, Answer.FIRST_KEPT),
        (OnConflict.REPLACE_IF_WAITING, False, Answer.ARGUMENTS_REPLACED),
        (OnConflict.REPLACE_IF_WAITING, True, Answer.FIRST_KEPT),
        (OnConflict.KEEP_LAST_IF_RUNNING, True, Answer.KEPT_FOR_LATER),
    ],
)
def test_a_duplicate_is_listed_with_what_became_of_it(
    redis_client: redis.Redis, on_conflict: OnConflict, is_running: bool, answer: Answer
) -> None:
    ask(redis_client, "first")
    if is_running:
        claimed(redis_client)

    ask(redis_client, "second", on_conflict)

    (duplicate,) = read_duplicates(redis_client)
    assert duplicate == Duplicate(duplicate.at, "test-asked-twice", "first", "second", answer)
    assert abs((utc_now() - duplicate.at).total_seconds()) < 60
    assert redis_client.hget(metric_keys.COUNTERS, "deduplicated:test-asked-twice") == b"1"


def test_those_of_one_job_are_found_by_either_id(redis_client: redis.Redis) -> None:
    ask(redis_client, "first")
    for number in range(3):
        ask(redis_client, f"again-{number}")

    results = {
        job_id: [duplicate.duplicate_id for duplicate in read_duplicates(redis_client, job_id=job_id, limit=2)]
        for job_id in ("first", "again-0", "other")
    }

    assert results == {"first": ["again-2", "again-1"], "again-0": ["again-0"], "other": []}


def test_only_the_last_thousand_are_listed_and_all_are_counted(redis_client: redis.Redis) -> None:
    ask(redis_client, "first")
    redis_client.lpush(keys.DUPLICATES, *["{}"] * 1000)

    ask(redis_client, "second")

    assert redis_client.llen(keys.DUPLICATES) == 1000
