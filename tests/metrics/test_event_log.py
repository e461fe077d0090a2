"""The event log: whatever crashes whenever, each ended attempt counts once."""

import json
from collections import Counter
from typing import Any, cast

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fsp.metrics import event_log
from fsp.metrics.current_counters import read_counters, read_type_totals
from fsp.metrics.event_log import BATCH, catch_up, count_ended
from fsp.redis_ops import event_keys, keys, metric_keys, rq_keys
from fsp.redis_ops.scripts import script

ENTRY = {
    "job_id": "one",
    "job_type": "t",
    "queue": "low",
    "outcome": "succeeded",
    "attempt": 1,
    "labels": '["tag:a"]',
    "enqueued_ms": 1_764_000_000_000,
    "started_ms": 1_764_000_000_250,
    "run_seconds": 0.5,
    "cost": '{"cpu_seconds": 0.125, "peak_bytes": 4096}',
    "worker": "w",
    "token": "7",
    "keep_seconds": 3600,
}


def log(connection: redis.Redis, kind: str = "success", **fields: Any) -> None:
    connection.xadd(event_keys.EVENTS, {kind: json.dumps(ENTRY | fields)})


def totals(connection: redis.Redis) -> tuple[Any, ...]:
    counts = Counter({row.outcome: row.count for row in read_counters(connection)})
    (type_totals,) = read_type_totals(connection).values()
    spans = [connection.hgetall(metric_keys.span("t", int(start))) for start in connection.lrange(SPANS, 0, -1)]
    return counts, type_totals, spans, connection.lrange(metric_keys.ring("t"), 0, -1)


def only_result(connection: redis.Redis) -> dict[bytes, bytes]:
    ((_, fields),) = cast(list[Any], connection.xrange(rq_keys.results("one")))
    return dict(fields)


SPANS = metric_keys.spans("t")


def test_an_end_is_counted_once_and_kept_as_a_result_of_rq(redis_client: redis.Redis) -> None:
    log(redis_client)

    assert (catch_up(redis_client), catch_up(redis_client)) == (1, 0)

    counts, of_type, (span,), ring = totals(redis_client)
    assert counts == {"succeeded": 1}
    assert (of_type.run.buckets, of_type.wait.buckets, of_type.cpu_seconds, of_type.peak_bytes) == (
        {0.5: 1},
        {0.25: 1},
        0.125,
        4096,
    )
    assert (span[b"outcome|succeeded"], span[b"run_extremes"], len(ring)) == (b"1", b"500000|500000", 1)
    result = only_result(redis_client)
    assert (result[b"type"], result[b"execution_id"]) == (b"1", b"7")
    assert 0 < redis_client.ttl(rq_keys.results("one")) <= 3600
    assert 0 < redis_client.ttl(metric_keys.span("t", int(redis_client.lrange(SPANS, 0, -1)[0]))) <= 172_800


def test_a_lost_attempt_counts_as_an_outcome_and_not_in_the_times(redis_client: redis.Redis) -> None:
    log(redis_client, "crash", outcome="retried", error="The job took its process down.")

    catch_up(redis_client)

    assert [(row.outcome, row.count) for row in read_counters(redis_client)] == [("retried", 1)]
    assert redis_client.exists(metric_keys.ring("t"), SPANS) == 0
    result = only_result(redis_client)
    assert (result[b"type"], result[b"fsp_outcome"]) == (b"4", b"lost_worker")


def test_a_job_that_was_cancelled_while_it_ran_counts_as_stopped_whatever_its_worker_wrote(
    redis_client: redis.Redis,
) -> None:
    redis_client.xadd(event_keys.EVENTS, {"cancel": json.dumps(ENTRY | {"outcome": "retried"}), "cancelled_by": "ada"})

    catch_up(redis_client)

    assert [(row.outcome, row.count) for row in read_counters(redis_client)] == [("stopped", 1)]
    result = only_result(redis_client)
    assert (result[b"type"], result[b"fsp_error"]) == (b"3", b"cancelled by ada")


def test_labels_go_with_the_job_and_stay_where_it_was_enqueued_again(redis_client: redis.Redis) -> None:
    for job_id, status in (("one", "finished"), ("again", "queued")):
        redis_client.zadd(keys.label("tag:a"), {job_id: 1})
        redis_client.hset(rq_keys.job(job_id), "status", status)
        log(redis_client, job_id=job_id)

    catch_up(redis_client)

    assert redis_client.zrange(keys.label("tag:a"), 0, -1) == [b"again"]


@pytest.mark.parametrize("line", ["no JSON", "[]", "{}", '{"job_type": "t"}', '{"job_id": 1, "queue": {}, "cost": 7}'])
def test_an_entry_that_cannot_be_read_holds_up_no_other(redis_client: redis.Redis, line: str) -> None:
    redis_client.xadd(event_keys.EVENTS, {"success": line})
    redis_client.xadd(event_keys.EVENTS, {"unknown": line})
    log(redis_client)

    catch_up(redis_client)

    assert [row.count for row in read_counters(redis_client)] == [1]


def test_a_regular_reader_leaves_it_to_the_one_there_is(redis_client: redis.Redis) -> None:
    log(redis_client)
    assert count_ended(redis_client, reader="a") == 1
    log(redis_client)

    assert count_ended(redis_client, reader="b") == 0
    assert catch_up(redis_client) == 1


def test_a_batch_that_another_has_counted_changes_nothing(redis_client: redis.Redis) -> None:
    log(redis_client)
    cursor, entries = read(redis_client)
    catch_up(redis_client)
    before = totals(redis_client)

    assert not event_log._apply(redis_client, cursor, entries)

    assert totals(redis_client) == before


def test_a_server_that_takes_no_writes_is_read_as_of_before(redis_client: redis.Redis) -> None:
    log(redis_client)
    catch_up(redis_client)
    log(redis_client)
    redis_client.config_set("maxmemory", "1")

    try:
        with pytest.raises(redis.exceptions.ResponseError):
            count_ended(redis_client)
        assert [row.count for row in read_counters(redis_client)] == [1]
    finally:
        redis_client.config_set("maxmemory", "0")
    assert [row.count for row in read_counters(redis_client)] == [2]


def test_many_are_counted_in_batches(redis_client: redis.Redis) -> None:
    pipeline = redis_client.pipeline()
    for number in range(2 * BATCH + 3):
        pipeline.xadd(event_keys.EVENTS, {"success": json.dumps(ENTRY | {"job_id": str(number)})})
    pipeline.execute()

    assert [count_ended(redis_client, max_batches=1), catch_up(redis_client)] == [BATCH, BATCH + 3]
    assert redis_client.llen(metric_keys.ring("t")) <= 1100


def read(connection: redis.Redis, count: int = BATCH) -> tuple[bytes, list[Any]]:
    cursor, entries = cast(list[Any], script("read_events")(args=[count, "", 1000], client=connection))
    return cursor, entries


ENDS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["success", "retry", "dead", "cancel", "crash"]),
            "run_seconds": st.floats(0, 100).map(lambda seconds: round(seconds, 6)),
            "attempt": st.integers(1, 2),
            "cost": st.integers(0, 10**9).map(lambda size: json.dumps({"cpu_seconds": size / 1e6, "peak_bytes": size})),
        }
    ),
    min_size=1,
    max_size=40,
)
CRASHES = st.lists(st.sampled_from(["before", "after", "twice", "never"]), max_size=20)


@given(ends=ENDS, crashes=CRASHES, size=st.integers(1, 7))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_totals_are_the_same_wherever_it_crashes(
    redis_client: redis.Redis, ends: list[dict[str, Any]], crashes: list[str], size: int
) -> None:
    outcomes = {"success": "succeeded", "retry": "retried", "dead": "failed", "cancel": "stopped", "crash": "retried"}

    def write() -> None:
        redis_client.flushall()
        for number, end in enumerate(ends):
            line = ENTRY | end | {"outcome": outcomes[end["kind"]], "job_id": f"job-{number % 5}"}
            redis_client.xadd(event_keys.EVENTS, {end["kind"]: json.dumps(line)}, id=f"1764000000{number:03}-1")

    write()
    catch_up(redis_client)
    at_once = everything(redis_client)
    write()
    for crash in crashes:
        # It reads, and dies before or after the one call that counts; or another has counted the same batch meanwhile.
        cursor, entries = read(redis_client, size)
        if crash != "before" and entries:
            assert event_log._apply(redis_client, cursor, entries)
        if crash == "twice" and entries:
            assert not event_log._apply(redis_client, cursor, entries)
    catch_up(redis_client)

    assert everything(redis_client) == at_once
    counted = Counter(outcomes[end["kind"]] for end in ends)
    assert {row.outcome: row.count for row in read_counters(redis_client)} == counted


def everything(connection: redis.Redis) -> dict[bytes, Any]:
    """Return the values of all keys but the log, without the order of fields and what is left of their time."""
    values: dict[bytes, Any] = {}
    for key in connection.scan_iter():
        kind = connection.type(key)
        if kind == b"hash":
            values[key] = connection.hgetall(key)
        elif kind == b"list":
            values[key] = connection.lrange(key, 0, -1)
        elif kind == b"stream":
            values[key] = connection.xrange(key)
        else:
            values[key] = connection.get(key)
    return values
