"""Recording a group of results: each is recorded, reduced or given up for itself, whatever the others are."""

import pytest
import redis

from fsp.inspection.one_job import read_job
from fsp.jobs.outcome import Outcome
from fsp.queueing.enqueue import enqueue
from fsp.worker import commit as module
from fsp.worker.attempt_result import AttemptResult, FinishAction, success
from fsp.worker.commit import commit, turn_of
from fsp.worker.group_commit import Turn
from fsp.worker.job_fetcher import RECORDED, JobFetcher
from fsp.worker.slots import Slots
from fsp.worker.spent import Spent
from tests.worker.claiming import QUEUES, claimed

DONE = success("null", Spent(0.1))
WITHOUT_TIME = AttemptResult(FinishAction.RETRY, Outcome.RETRIED, due_at=float("nan"))
"""The server refuses it, until it is reduced to one that is due at once."""


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def fetcher(redis_client: redis.Redis) -> JobFetcher:
    return JobFetcher(redis_client, worker="w", queues=QUEUES, lease_seconds=30)


def turns_of(connection: redis.Redis, *results: AttemptResult) -> tuple[list[str], list[Turn]]:
    """Return the jobs and turns of running jobs that ended so."""
    jobs = [enqueue(connection, "test-echo", {"text": "x"}).job_id for _ in results]
    return jobs, [turn_of(slot, (claimed(connection), result)) for slot, result in enumerate(results)]


def test_each_turn_is_recorded_and_those_without_a_job_are_idle(redis_client: redis.Redis, fetcher: JobFetcher) -> None:
    jobs, turns = turns_of(redis_client, DONE, DONE)
    following = enqueue(redis_client, "test-echo", {"text": "x"}).job_id
    slots = Slots(2)

    commit(turns, fetcher=fetcher, slots=slots, may_go_on=lambda: True)

    assert [turn.recorded for turn in turns] == [RECORDED] * 2
    assert [(busy.slot, busy.job_id, busy.is_running) for busy in slots.busy(range(2))] == [(0, following, False)]
    assert [read_job(redis_client, job_id).status for job_id in jobs] == ["finished"] * 2


def test_a_result_that_is_refused_is_reduced_and_the_others_are_recorded(
    redis_client: redis.Redis, fetcher: JobFetcher
) -> None:
    jobs, turns = turns_of(redis_client, DONE, WITHOUT_TIME, DONE)

    commit(turns, fetcher=fetcher, slots=Slots(3), may_go_on=lambda: True)

    assert [turn.recorded for turn in turns] == [RECORDED] * 3
    first, refused, last = [read_job(redis_client, job_id) for job_id in jobs]
    assert (first.status, last.status) == ("finished", "finished")
    # Its retry is due at once: the same call claims it, or the next one within the same millisecond.
    assert (refused.status, refused.attempt) in {("started", 2), ("scheduled", 1)}


def test_when_stopping_results_are_recorded_and_nothing_is_claimed(
    redis_client: redis.Redis, fetcher: JobFetcher
) -> None:
    jobs, turns = turns_of(redis_client, DONE, DONE)
    following = enqueue(redis_client, "test-echo", {"text": "x"}).job_id

    commit([*turns, Turn(2)], fetcher=fetcher, slots=Slots(3), may_go_on=lambda: False)

    assert [turn.claimed for turn in turns] == [None, None]
    assert [read_job(redis_client, job_id).status for job_id in (*jobs, following)] == [
        "finished",
        "finished",
        "queued",
    ]


class Down(JobFetcher):
    """A fetcher whose server is down for some calls."""

    calls_down = 0

    def send(self, turns: list[Turn], *, is_claiming: bool = True) -> None:
        if self.calls_down > 0:
            self.calls_down -= 1
            raise redis.exceptions.ConnectionError("down")
        super().send(turns, is_claiming=is_claiming)


@pytest.mark.parametrize("calls_down", [1, 2, 5])
def test_an_outage_is_waited_out(redis_client: redis.Redis, calls_down: int) -> None:
    jobs, turns = turns_of(redis_client, DONE, DONE)
    fetcher = Down(redis_client, worker="w", queues=QUEUES, lease_seconds=30)
    fetcher.calls_down = calls_down

    commit(turns, fetcher=fetcher, slots=Slots(2), may_go_on=lambda: True)

    assert [turn.recorded for turn in turns] == [RECORDED] * 2
    assert [read_job(redis_client, job_id).status for job_id in jobs] == ["finished"] * 2


def test_an_outage_while_stopping_leaves_the_slots_busy(redis_client: redis.Redis) -> None:
    jobs, turns = turns_of(redis_client, DONE, DONE)
    fetcher, slots, checks = Down(redis_client, worker="w", queues=QUEUES, lease_seconds=30), Slots(2), iter([True] * 2)
    fetcher.calls_down = 5
    for turn, job_id in zip(turns, jobs, strict=True):
        slots.claim(turn.slot, job_id=job_id, token=1)

    commit(turns, fetcher=fetcher, slots=slots, may_go_on=lambda: next(checks, False))

    assert [turn.recorded for turn in turns] == [None, None]
    assert len(slots.busy(range(2))) == 2
