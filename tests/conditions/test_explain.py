"""Why a job is not running: every blocker, in its order, and when it ends."""

from datetime import timedelta

import pytest
import redis

from fsp.clock import utc_now
from fsp.conditions.explain import MAX_PLACES_SEARCHED, explain
from fsp.errors import NotFound
from fsp.gates.controls import pause_queue, pause_type
from fsp.gates.pauses import Pause
from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.priority import Priority
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, process_keys, rq_keys
from fsp.redis_ops.host_clocks import note_clock
from tests.inspection import conftest  # noqa: F401  (it registers a job type)
from tests.inspection.reports import tell
from tests.redis_fields import HashFields
from tests.worker.claiming import claim_next, claimed
from tests.wrong_clock import set_clock_wrong


def kinds(connection: redis.Redis, job_id: str) -> list[str]:
    return [blocker.kind for blocker in explain(connection, job_id, utc_now())]


@pytest.fixture(autouse=True)
def worker(redis_client: redis.Redis) -> None:
    tell(redis_client, "w", now=utc_now())


def test_a_job_next_in_line_has_nothing_in_its_way(redis_client: redis.Redis) -> None:
    assert kinds(redis_client, enqueue(redis_client, "test-count-pages", {"project": "a"}).job_id) == []


def test_a_full_limit_names_who_holds_it(redis_client: redis.Redis) -> None:
    jobs = [enqueue(redis_client, "test-count-pages", {"project": "a"}).job_id for _ in range(5)]
    for _ in range(3):
        claimed(redis_client)
    assert claim_next(redis_client) is None

    (limit, order) = explain(redis_client, jobs[4], utc_now())

    assert (limit.kind, set(limit.held_by)) == ("limit", set(jobs[:3]))
    assert (order.kind, order.words) == ("order", "1 jobs are ahead of it in the blocked test-count-pages jobs.")


def test_pauses_and_circuits_say_when_they_end(redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-count-pages", {"project": "a"}).job_id
    now, later = utc_now(), utc_now() + timedelta(minutes=5)
    pause_queue(redis_client, "low", Pause("ada", "deploy", now, later))
    pause_type(redis_client, "test-count-pages", Pause("bob", "", now))
    gate: HashFields = {"circuit": "open", "open_until": int(later.timestamp() * 1000), "why": "5 failures in a row"}
    redis_client.hset(gate_keys.gate("test-count-pages"), mapping=gate)

    results = explain(redis_client, job_id, now)

    assert [blocker.kind for blocker in results] == ["queue paused", "type paused", "circuit open"]
    assert results[0].until is not None
    assert abs(results[0].until - later) < timedelta(seconds=1)
    assert results[1].until is None
    assert "5 failures in a row" in results[2].words


def test_no_worker_comes_first(redis_client: redis.Redis) -> None:
    redis_client.delete(process_keys.worker("w"))

    assert kinds(redis_client, enqueue(redis_client, "test-count-pages", {"project": "a"}).job_id) == ["no worker"]


def test_higher_queues_and_older_jobs_go_first(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-count-pages", {"project": "a"}, priority=Priority.HIGH)
    enqueue(redis_client, "test-count-pages", {"project": "a"})

    assert kinds(redis_client, enqueue(redis_client, "test-count-pages", {"project": "a"}).job_id) == [
        "priority",
        "order",
    ]


def test_a_place_far_back_in_a_long_queue_is_said_without_looking_for_it(redis_client: redis.Redis) -> None:
    redis_client.rpush(rq_keys.queue("low"), *(f"other-{number}" for number in range(MAX_PLACES_SEARCHED)))
    last = enqueue(redis_client, "test-count-pages", {"project": "a"}).job_id

    results = explain(redis_client, last, utc_now())

    assert [(blocker.kind, blocker.words) for blocker in results] == [
        ("order", "10,000 or more jobs are ahead of it in the queue low."),
    ]


def test_a_later_job_waits_for_its_time(redis_client: redis.Redis) -> None:
    later = utc_now() + timedelta(hours=1)
    job_id = enqueue(redis_client, "test-count-pages", {"project": "a"}, at=later).job_id

    (blocker,) = explain(redis_client, job_id, utc_now())

    assert blocker.kind == "scheduled"
    assert blocker.until is not None
    assert abs(blocker.until - later) < timedelta(seconds=1)


def test_a_job_that_runs_has_no_blocker_and_one_that_is_not_there_is_said(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-count-pages", {"project": "a"})

    assert kinds(redis_client, claimed(redis_client).job_id) == []
    with pytest.raises(NotFound):
        explain(redis_client, "none", utc_now())


def test_time_based_jobs_wait_where_every_workers_clock_is_wrong(
    redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = enqueue(redis_client, "due-publication-sweep", {}).job_id
    other = enqueue(redis_client, "test-count-pages", {"project": "a"}).job_id
    with monkeypatch.context() as patch:
        set_clock_wrong(patch, timedelta(hours=1))
        note_clock(redis_client, "worker")

    assert "clock" in kinds(redis_client, sweep)
    assert "clock" not in kinds(redis_client, other)
