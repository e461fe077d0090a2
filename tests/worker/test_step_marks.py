"""Steps that run for long: shown as running, without a round trip of the job's own."""

import redis

from fsp.inspection.one_job import read_job
from fsp.inspection.steps import read_steps
from fsp.jobs.durable_step import run_step
from fsp.queueing.enqueue import enqueue
from fsp.worker.claim import Claim
from fsp.worker.slots import Slots
from fsp.worker.step_marks import StepMarks
from tests.counted_reads import counted_reads
from tests.worker.claiming import claimed, end
from tests.worker.stepping import run_of


class Marking:
    """A worker with one slot, whose job is in a step."""

    def __init__(self, connection: redis.Redis) -> None:
        enqueue(connection, "test-echo", {"text": "x"}, job_id="j")
        self.connection, self.slots, self.seconds = connection, Slots(1), 2.0
        self.claim = self.claim_again()
        self.marks = StepMarks(connection, self.slots, now=lambda: self.began() + self.seconds)

    def claim_again(self) -> Claim:
        claim = claimed(self.connection)
        self.slots.begin(0, job_id="j", token=claim.token, deadline=1e9)
        return claim

    def began(self) -> float:
        return self.slots.running_steps()[0].began if self.slots.running_steps() else 0.0

    def states(self) -> list[tuple[str, str, int]]:
        steps = read_steps(self.connection, read_job(self.connection, "j"))
        return [(step.name, step.state, step.runs) for step in steps]


def test_a_step_is_marked_once_it_has_run_for_a_second(redis_client: redis.Redis) -> None:
    marking = Marking(redis_client)

    def mark() -> None:
        marking.seconds = 0.5
        marking.marks.run_due()
        assert marking.states() == []
        marking.seconds = 1.5
        marking.marks.run_due()
        assert marking.states() == [("one", "running", 1)]
        with counted_reads() as reads:
            marking.marks.run_due()
        assert reads.round_trips == []

    with run_of(redis_client, marking.claim, marking.slots):
        run_step("one", mark)
    marking.marks.run_due()

    assert marking.states() == [("one", "completed", 1)]


def test_a_step_whose_process_died_under_it_has_run_again(redis_client: redis.Redis) -> None:
    marking = Marking(redis_client)
    marking.slots.begin_step(0, marking.claim.token, "one", 1.0)
    marking.marks.run_due()
    end(redis_client, marking.claim, "crash")
    interrupted = marking.states()

    with run_of(redis_client, marking.claim_again(), marking.slots):
        run_step("one", int)

    assert (interrupted, marking.states()) == ([("one", "interrupted", 1)], [("one", "ran again", 2)])


def test_a_mark_that_comes_late_takes_no_result_away(redis_client: redis.Redis) -> None:
    marking = Marking(redis_client)
    with run_of(redis_client, marking.claim, marking.slots):
        run_step("one", int)
    marking.slots.begin_step(0, marking.claim.token, "one", 1.0)

    marking.marks.run_due()

    assert marking.states() == [("one", "completed", 1)]


def test_the_step_of_an_earlier_attempt_is_not_taken_for_one_of_this(redis_client: redis.Redis) -> None:
    marking = Marking(redis_client)
    marking.slots.begin_step(0, marking.claim.token, "one", 1.0)
    end(redis_client, marking.claim, "release")

    marking.claim_again()

    assert marking.slots.running_steps() == []
