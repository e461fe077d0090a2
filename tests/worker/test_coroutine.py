"""`async def` jobs in real workers: run in a loop of their own, and cancelled in order."""

import pytest
import redis
from sqlalchemy import select

from fsp.inspection.attempts import read_attempts
from fsp.inspection.jobs import read_log
from fsp.inspection.one_job import read_job
from fsp.inspection.steps import read_steps
from fsp.models.dead_letter import DeadLetterQueue
from fsp.queueing.enqueue import enqueue
from fsp.stores import db
from tests.worker.async_jobs import HAPPENED

both_modes = pytest.mark.parametrize("mode", ["burst", "threaded"])


def _letter() -> tuple[str, str]:
    letter = db.session.scalars(select(DeadLetterQueue)).one()
    return letter.reason, letter.error_message


@both_modes
def test_each_job_has_a_loop_of_its_own(mode: str, request: pytest.FixtureRequest, redis_client: redis.Redis) -> None:
    jobs = [enqueue(redis_client, "test-async", {"number": number}).job_id for number in range(20)]

    request.getfixturevalue(mode)()

    for number, job_id in enumerate(jobs):
        job = read_job(redis_client, job_id)
        assert (job.status, job.result) == (
            "finished",
            # The job's own task and that of the worker around it.
            {"number": number, "ids": [job_id, job_id], "tasks": 2},
        )
        assert "in a task" in "".join(read_log(redis_client, job_id))


@both_modes
def test_at_its_time_limit_it_is_cancelled_inside_first(
    mode: str, request: pytest.FixtureRequest, redis_client: redis.Redis
) -> None:
    enqueue(redis_client, "test-async-hang", {})

    request.getfixturevalue(mode)()

    assert redis_client.lrange(HAPPENED, 0, -1) == [b"task cancelled", b"job cancelled", b"job cleaned up"]
    assert _letter() == ("timeout", "the job ran for 1 s, its limit")


@both_modes
def test_one_that_blocks_its_loop_is_interrupted(
    mode: str, request: pytest.FixtureRequest, redis_client: redis.Redis
) -> None:
    enqueue(redis_client, "test-async-blocks", {})

    request.getfixturevalue(mode)()

    assert _letter()[0] == "timeout"


def test_one_that_ignores_everything_is_killed(request: pytest.FixtureRequest, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-async-stubborn", {})

    request.getfixturevalue("burst")()

    assert _letter() == ("timeout", "the job ignored its limit of 1 s")


@both_modes
def test_somebody_who_cancels_it_needs_no_help_of_the_job(
    mode: str, request: pytest.FixtureRequest, redis_client: redis.Redis
) -> None:
    job_id = enqueue(redis_client, "test-async-cancel-me", {}).job_id

    request.getfixturevalue(mode)()

    assert redis_client.lrange(HAPPENED, 0, -1) == [b"cleaned up"]
    (recorded,) = read_attempts(redis_client, job_id)
    assert (read_job(redis_client, job_id).status, recorded.outcome) == ("canceled", "stopped")


def test_one_that_cancels_itself_has_failed(request: pytest.FixtureRequest, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-async-cancelled-itself", {})

    request.getfixturevalue("burst")()

    assert db.session.scalars(select(DeadLetterQueue.error_class)).one() == "CancelledError"


def test_tasks_left_behind_are_cancelled_and_named(request: pytest.FixtureRequest, redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-async-leaves-tasks", {}).job_id

    request.getfixturevalue("burst")()

    assert read_job(redis_client, job_id).status == "finished"
    assert 'tasks left running by the job were cancelled tasks="mailer (_inner)"' in read_log(redis_client, job_id)[-1]
    assert redis_client.lrange(HAPPENED, 0, -1) == [b"task cancelled"]


def test_a_decorated_one_runs_too(request: pytest.FixtureRequest, redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-async-decorated", {}).job_id

    request.getfixturevalue("burst")()

    assert read_job(redis_client, job_id).result == 42


def test_durable_steps_run_in_its_threads(request: pytest.FixtureRequest, redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-async-steps", {}).job_id

    request.getfixturevalue("burst")()

    job = read_job(redis_client, job_id)
    assert job.result == [1, 2]
    assert {step.name: step.state for step in read_steps(redis_client, job)} == dict.fromkeys(
        ("step 1", "step 2"), "completed"
    )
