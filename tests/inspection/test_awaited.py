"""Jobs that run after others: deferred until each has succeeded, whatever happens in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import redis
from flask import Flask
from rq.job import Job
from rq.queue import Queue
from rq.registry import DeferredJobRegistry
from rq.serializers import JSONSerializer

from fsp.clock import utc_now
from fsp.conditions.explain import explain
from fsp.dead_letters.bury import bury
from fsp.dead_letters.replay import replay
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.inspection.awaited import read_dependents
from fsp.inspection.one_job import read_job
from fsp.jobs.job_options import OnFailure
from fsp.jobs.priority import Priority
from fsp.queueing.cancel import cancel
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import rq_keys
from tests.inspection.waiting import waiting_jobs
from tests.worker.claiming import claim_next, claimed, end


def count(connection: redis.Redis, job_id: str, *after: str, on_failure: OnFailure = OnFailure.WAIT) -> str:
    return enqueue(
        connection, "test-count-pages", {"project": "a"}, job_id=job_id, after=after, on_failure=on_failure
    ).job_id


def status(connection: redis.Redis, job_id: str) -> str:
    return read_job(connection, job_id).status


def test_a_job_waits_until_each_of_the_others_has_succeeded(redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    count(redis_client, "two")
    count(redis_client, "last", "one", "two")
    first, second = claimed(redis_client), claimed(redis_client)
    assert claim_next(redis_client) is None

    end(redis_client, first, "success")
    assert status(redis_client, "last") == "deferred"
    end(redis_client, second, "success")

    assert claimed(redis_client).job_id == "last"
    assert not redis_client.exists(rq_keys.dependencies("last"), rq_keys.dependents("one"), rq_keys.deferred("low"))


def test_what_has_succeeded_holds_nothing_back(redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    end(redis_client, claimed(redis_client), "success")

    count(redis_client, "last", "one")

    assert status(redis_client, "last") == "queued"


def test_rqs_own_tools_see_it_wait(redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    count(redis_client, "last", "one")

    job = Job.fetch("last", connection=redis_client, serializer=JSONSerializer)

    assert DeferredJobRegistry("low", connection=redis_client).get_job_ids() == ["last"]
    assert (job.get_status(), job.dependency_ids, job._dependency_ids) == ("deferred", ["one"], ["one"])
    assert Job.fetch("one", connection=redis_client, serializer=JSONSerializer).dependent_ids == ["last"]


def test_a_job_that_plain_rq_enqueued_after_another_runs_after_it(redis_client: redis.Redis) -> None:
    queue = Queue("low", connection=redis_client, serializer=JSONSerializer)
    others = [count(redis_client, "one"), count(redis_client, "two")]
    theirs = queue.enqueue("fsp.handlers.export_data.export_data", project="garden", depends_on=others)

    end(redis_client, claimed(redis_client), "success")
    assert theirs.get_status() == "deferred"
    end(redis_client, claimed(redis_client), "success")

    assert claimed(redis_client).job_id == theirs.id


def test_an_unknown_job_is_refused_and_nothing_is_kept(redis_client: redis.Redis) -> None:
    with pytest.raises(NotFound, match="none"):
        count(redis_client, "last", "none")

    assert redis_client.dbsize() == 0


def test_circles_cannot_be_made(redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    end(redis_client, claimed(redis_client), "dead")
    count(redis_client, "two", "one")

    with pytest.raises(Conflict, match="wait for one"):
        count(redis_client, "one", "two")
    with pytest.raises(InvalidInput, match="not after itself"):
        count(redis_client, "one", "one")


def test_after_a_death_it_waits_and_the_dead_letter_is_named(core: Flask, redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    count(redis_client, "last", "one")
    letter = _die(redis_client)

    (blocker,) = explain(redis_client, "last", utc_now())

    assert blocker.words == (
        f"It runs after one, which died: dead letter {letter.id}. A replay that succeeds lets this one run."
    )
    assert blocker.held_by == ("one",)


def test_a_replay_that_succeeds_lets_it_run(core: Flask, redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    count(redis_client, "last", "one")
    letter = _die(redis_client)
    replay(redis_client, letter, by="ada", now=utc_now())
    assert "replay 1" in explain(redis_client, "last", utc_now())[0].words

    end(redis_client, claimed(redis_client), "success")
    late = count(redis_client, "late", "one")

    assert (status(redis_client, "last"), status(redis_client, late)) == ("queued", "queued")


@pytest.mark.parametrize("how", ["dead", "cancel", "cancel while it waits"])
def test_one_that_runs_all_the_same_does_so_at_any_end(core: Flask, redis_client: redis.Redis, how: str) -> None:
    count(redis_client, "one")
    count(redis_client, "last", "one", on_failure=OnFailure.RUN)
    count(redis_client, "strict", "one")

    if how == "cancel while it waits":
        cancel(redis_client, "one", by="ada")
    else:
        end(redis_client, claimed(redis_client), how)

    assert (status(redis_client, "last"), status(redis_client, "strict")) == ("queued", "deferred")
    assert read_dependents(redis_client, "one") == ["strict"]


def test_a_cancelled_one_is_told_of(core: Flask, redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    count(redis_client, "last", "one")

    cancel(redis_client, "one", by="ada")

    assert "was cancelled" in explain(redis_client, "last", utc_now())[0].words


def test_a_second_life_under_the_same_id_counts(core: Flask, redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    count(redis_client, "last", "one")
    cancel(redis_client, "one", by="ada")

    count(redis_client, "one")
    end(redis_client, claimed(redis_client), "success")

    assert status(redis_client, "last") == "queued"


def test_a_deferred_job_can_be_cancelled(core: Flask, redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    count(redis_client, "last", "one")

    assert cancel(redis_client, "last", by="ada")
    end(redis_client, claimed(redis_client), "success")

    assert claim_next(redis_client) is None
    assert status(redis_client, "last") == "canceled"
    assert not redis_client.exists(rq_keys.deferred("low"), rq_keys.dependents("one"), rq_keys.dependencies("last"))


def test_it_keeps_its_time_its_priority_and_its_key(redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    later = utc_now() + timedelta(hours=1)
    order = {"at": later, "priority": Priority.HIGH, "idempotency_key": "k", "after": ("one",)}
    last = enqueue(redis_client, "test-count-pages", {"project": "b"}, **order)  # type: ignore[arg-type]
    again = enqueue(redis_client, "test-count-pages", {"project": "b"}, **order)  # type: ignore[arg-type]

    end(redis_client, claimed(redis_client), "success")

    assert (again.job_id, again.created) == (last.job_id, False)
    assert redis_client.zscore(rq_keys.scheduled("high"), last.job_id) == pytest.approx(later.timestamp(), abs=1)
    assert status(redis_client, last.job_id) == "scheduled"


def test_fifty_at_once_with_everything_are_one_job(redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    order = {"at": utc_now() + timedelta(hours=1), "priority": Priority.HIGH, "idempotency_key": "k", "after": ("one",)}

    with ThreadPoolExecutor(50) as pool:
        answers = list(
            pool.map(lambda _: enqueue(redis_client, "test-count-pages", {"project": "b"}, **order), range(50))  # type: ignore[arg-type]
        )

    assert len({answer.job_id for answer in answers}) == 1
    assert sum(answer.created for answer in answers) == 1
    assert read_dependents(redis_client, "one") == [answers[0].job_id]


def test_the_wait_for_others_is_no_wait_in_the_queue(redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    count(redis_client, "last", "one")
    redis_client.hset(rq_keys.job("last"), "fsp_enqueued_ms", 1)

    end(redis_client, claimed(redis_client), "success")

    waited = claimed(redis_client).first_wait_seconds
    assert waited is not None
    assert waited < 60


def test_deferred_jobs_are_among_the_waiting(redis_client: redis.Redis) -> None:
    count(redis_client, "one")
    count(redis_client, "last", "one")

    assert [(job.job_id, job.after) for job in waiting_jobs(redis_client)] == [("one", ()), ("last", ("one",))]


def test_many_are_counted_rather_than_named(redis_client: redis.Redis) -> None:
    others = [count(redis_client, f"job-{number:02}") for number in range(25)]
    count(redis_client, "last", *others)

    results = explain(redis_client, "last", utc_now())

    assert len(results) == 21
    assert results[0].words == "It runs after job-00, which is queued."
    assert results[-1].words == "It runs after 5 other jobs as well."


def _die(connection: redis.Redis):  # type: ignore[no-untyped-def]
    claim = claimed(connection)
    letter = bury(
        job_id=claim.job_id,
        job_type=claim.job_type,
        queue=claim.queue,
        arguments={"project": "a"},
        reason="spent",
        error_class="ValueError",
        error_message="no",
    )
    end(connection, claim, "dead")
    return letter
