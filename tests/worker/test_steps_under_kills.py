"""Jobs of several durable steps whose process is killed at random: what is completed is not run again."""

import os
import random
import signal
from collections.abc import Callable

import redis

from fsp.inspection.one_job import read_job
from fsp.jobs.circuit import Circuit
from fsp.jobs.durable_step import run_step
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run
from fsp.queueing.enqueue import enqueue
from fsp.stores import current_redis

JOBS, STEPS, SEED = 20, 5, 7


@job_type("test-steps-and-deaths", retries=0, circuit=Circuit(failures=1000))
def take_steps_and_die(dies_at: list[list[int]]) -> list[str]:
    """Take five steps; in each of the first attempts be killed in one of them, or right after it."""
    attempt, results = current_run().attempt, []
    place, is_after = dies_at[attempt - 1] if attempt <= len(dies_at) else (-1, 0)
    for number in range(STEPS):
        results.append(run_step(f"step {number}", _take, number, dies=place == number and not is_after))
        if place == number:
            os.kill(os.getpid(), signal.SIGKILL)
    return results


def _take(number: int, *, dies: bool) -> str:
    run = current_run()
    if dies:
        os.kill(os.getpid(), signal.SIGKILL)
    current_redis().hincrby("test:taken", f"{run.job_id} {number}", 1)
    return f"attempt {run.attempt}"


def test_every_completed_step_ran_once(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    chance = random.Random(SEED)
    for number in range(JOBS):
        deaths = [[chance.randrange(STEPS), chance.randrange(2)] for _ in range(chance.randrange(3))]
        enqueue(redis_client, "test-steps-and-deaths", {"dies_at": deaths}, job_id=f"job-{number}")

    burst()

    jobs = [read_job(redis_client, f"job-{number}") for number in range(JOBS)]
    assert {job.status for job in jobs} == {"finished"}
    assert sum(job.attempt > 1 for job in jobs) > JOBS / 2
    taken = redis_client.hgetall("test:taken")
    assert (len(taken), set(taken.values())) == (JOBS * STEPS, {b"1"})
    assert any("attempt 1" in job.result and "attempt 2" in job.result for job in jobs)
