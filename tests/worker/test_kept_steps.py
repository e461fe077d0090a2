"""The results of steps: kept over every way an attempt can end, by the holder of the job alone, and not for ever."""

import threading

import pytest
import redis
from flask import Flask

from fsp.errors import InvalidStep, LeaseLost
from fsp.inspection.one_job import read_job
from fsp.inspection.steps import read_records, read_steps
from fsp.jobs.durable_step import MAX_STEPS, run_step
from fsp.jobs.run_context import Run, running
from fsp.queueing.cancel import cancel
from fsp.queueing.enqueue import enqueue
from fsp.queueing.rq_job import FAILURE_TTL_SECONDS, RESULT_TTL_SECONDS
from fsp.redis_ops import keys, rq_keys
from fsp.worker.claim import Claim, reap
from fsp.worker.slots import Slots
from fsp.worker.watching import RunWatcher
from tests.away import redis_away
from tests.counted_reads import counted_reads
from tests.worker.claiming import claimed, end
from tests.worker.stepping import run_of, run_steps

FIVE = ("one", "two", "three", "four", "five")


def started(connection: redis.Redis, job_id: str = "j", **options: str) -> Claim:
    enqueue(connection, "test-echo", {"text": "x"}, job_id=job_id, **options)  # type: ignore[arg-type]
    return claimed(connection)


@pytest.mark.parametrize("action", ["retry", "release", "crash", "lost worker"])
def test_the_next_attempt_skips_what_is_done(redis_client: redis.Redis, action: str) -> None:
    claim = started(redis_client)
    run_steps(redis_client, claim, FIVE[:3])

    if action == "lost worker":
        redis_client.zadd(keys.LEASES, {"j": 0})
        reap(redis_client)
    else:
        end(redis_client, claim, action, due_at=1)
    called = run_steps(redis_client, claimed(redis_client), FIVE)

    assert called == ["four", "five"]


def test_a_replay_skips_what_the_dead_job_has_done(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    run_steps(redis_client, claim, FIVE[:2])
    end(redis_client, claim, "dead")

    replayed = started(redis_client, "j-replay-1")
    first = run_steps(redis_client, replayed, FIVE[:4])
    end(redis_client, replayed, "dead")
    second = run_steps(redis_client, started(redis_client, "j-replay-2"), FIVE)

    assert (first, second) == (["three", "four"], ["five"])


def test_a_replay_with_other_arguments_runs_every_step(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    run_steps(redis_client, claim, FIVE)
    end(redis_client, claim, "dead")

    enqueue(redis_client, "test-echo", {"text": "edited"}, job_id="j-replay-1")
    edited = claimed(redis_client)
    first = run_steps(redis_client, edited, FIVE[:2])
    end(redis_client, edited, "dead")
    enqueue(redis_client, "test-echo", {"text": "edited"}, job_id="j-replay-2")
    second = run_steps(redis_client, claimed(redis_client), FIVE)

    assert (first, second) == (["one", "two"], ["three", "four", "five"])


def test_an_argument_that_only_other_code_has_makes_no_difference(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    run_steps(redis_client, claim, FIVE[:2])
    end(redis_client, claim, "retry", due_at=1)
    redis_client.hset(rq_keys.job("j"), "fsp_arguments", '{"text": "x", "with_images": true}')

    assert run_steps(redis_client, claimed(redis_client), FIVE[:3]) == ["three"]


def test_a_job_that_is_enqueued_again_under_its_id_runs_every_step(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    run_steps(redis_client, claim, FIVE[:2])
    end(redis_client, claim, "success")

    again = started(redis_client)

    assert run_steps(redis_client, again, FIVE[:1]) == ["one"]
    assert [record.name for record in read_records(redis_client, "j")] == ["one"]


def test_an_attempt_that_lost_its_job_keeps_nothing_and_stops(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    end(redis_client, claim, "release")
    other = claimed(redis_client)

    with run_of(redis_client, claim), pytest.raises(LeaseLost, match='The step "one" ended after the job j had passed'):
        run_step("one", int)

    assert run_steps(redis_client, other, ["one"]) == ["one"]


def test_a_first_attempt_pays_one_round_trip_a_step_and_a_later_one_no_more(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    with counted_reads() as first:
        run_steps(redis_client, claim, FIVE[:3])
    end(redis_client, claim, "retry", due_at=1)
    claim = claimed(redis_client)
    with counted_reads() as second:
        run_steps(redis_client, claim, FIVE)

    assert len(first.round_trips) == 3
    # One reads all three results.
    assert len(second.round_trips) == 1 + 2


@pytest.mark.parametrize(("action", "seconds"), [("success", RESULT_TTL_SECONDS), ("dead", FAILURE_TTL_SECONDS)])
def test_results_end_with_their_job(redis_client: redis.Redis, action: str, seconds: int) -> None:
    claim = started(redis_client)
    run_steps(redis_client, claim, ["one"])
    end(redis_client, claim, action)

    job, steps, results = (redis_client.ttl(key) for key in (rq_keys.job("j"), keys.steps("j"), keys.step_results("j")))

    assert job == steps == results == pytest.approx(seconds, abs=60)


def test_a_waiting_job_that_is_cancelled_takes_its_results_with_it(core: Flask, redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    run_steps(redis_client, claim, ["one"])
    end(redis_client, claim, "retry", due_at=4e9)

    cancel(redis_client, "j", by="ada")

    assert 0 < redis_client.ttl(keys.step_results("j")) <= RESULT_TTL_SECONDS


def test_a_job_has_room_for_so_many_steps_and_bytes(redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsp.worker.kept_steps.MAX_ALL_BYTES", 20)
    claim = started(redis_client)

    with run_of(redis_client, claim):
        run_step("short", lambda: "x" * 10)
        with pytest.raises(InvalidStep, match=f'No room for the result of the step "long": a job can have {MAX_STEPS}'):
            run_step("long", lambda: "x" * 10)
        monkeypatch.setattr("fsp.worker.kept_steps.MAX_STEPS", 1)
        with pytest.raises(InvalidStep, match="can have 1 steps"):
            run_step("second", int)


def test_a_step_that_failed_is_shown_without_its_secrets(redis_client: redis.Redis) -> None:
    def fail() -> None:
        raise ValueError("password=hunter2 was refused")

    with run_of(redis_client, started(redis_client)), pytest.raises(ValueError, match="hunter2"):
        run_step("one", fail)

    (step,) = read_steps(redis_client, read_job(redis_client, "j"))
    assert (step.state, step.runs, "hunter2" in step.error) == ("failed", 1, False)
    assert step.error.startswith("ValueError: ")


def test_a_redis_that_is_down_is_waited_for(redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    claim, is_waiting = started(redis_client), threading.Event()
    watcher = RunWatcher(redis_away(), claim, Slots(1), 0)

    def come_back(_seconds: float) -> None:
        watcher.steps._connection = redis_client
        is_waiting.set()

    monkeypatch.setattr("fsp.worker.outage.time.sleep", come_back)
    with running(Run("j", "test-echo", watcher=watcher)):
        assert run_step("one", lambda: 1) == 1

    assert is_waiting.is_set()
    assert [record.state for record in read_records(redis_client, "j")] == ["kept"]


def test_what_cannot_be_read_is_done_again(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    run_steps(redis_client, claim, FIVE)
    end(redis_client, claim, "retry", due_at=1)
    redis_client.hset(keys.step_results("j"), mapping={"two": "not json", "three": b"\xff"})
    redis_client.hset(keys.steps("j"), mapping={"two": "not json", "": "[]"})

    assert run_steps(redis_client, claimed(redis_client), FIVE) == ["two", "three"]
