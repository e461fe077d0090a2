"""What a job leaves running, in real workers: programs end with the job, and its log names them and its threads."""

import subprocess
import threading
from collections.abc import Callable

import psutil
import pytest
import redis
from sqlalchemy import select

from fsp.inspection.attempts import read_attempts
from fsp.inspection.jobs import read_log
from fsp.inspection.one_job import read_job
from fsp.models.dead_letter import DeadLetterQueue
from fsp.queueing.enqueue import enqueue
from fsp.stores import db
from fsp.worker.left_running import WORKER_THREAD, left_running
from fsp.worker.process_state import take_state
from tests.worker.leaving import LEAVE, PROGRAMS
from tests.worker.test_child import is_alive


def _left(connection: redis.Redis) -> list[int]:
    """Return what runs of the programs that jobs noted, which are some."""
    noted = [int(pid) for pid in connection.lrange(PROGRAMS, 0, -1)]
    assert noted
    return [pid for pid in noted if is_alive(pid)]


@pytest.mark.parametrize("mode", ["burst", "threaded"])
def test_whatever_a_job_starts_ends_with_it(
    mode: str, request: pytest.FixtureRequest, redis_client: redis.Redis
) -> None:
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    jobs, checks = {}, {}
    last: list[str] = []
    for kind in LEAVE:
        jobs[kind] = enqueue(redis_client, "test-leaves", {"kind": kind}, after=last).job_id
        checks[kind] = enqueue(redis_client, "test-left", {}, after=[jobs[kind]]).job_id
        last = [checks[kind]]

    request.getfixturevalue(mode)()

    assert {kind: read_job(redis_client, job_id).status for kind, job_id in jobs.items()} == dict.fromkeys(
        LEAVE, "finished"
    )
    assert {kind: read_job(redis_client, job_id).result for kind, job_id in checks.items()} == {
        kind: [] for kind in LEAVE
    }
    for kind, job_id in jobs.items():
        assert "programs left running by the job were ended programs=" in "".join(read_log(redis_client, job_id)), kind
    assert {process.pid for process in psutil.Process().children(recursive=True)} <= before


def test_threads_are_named(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-leaves-thread", {}).job_id

    burst()

    assert "threads left running by the job continue threads=mailer" in read_log(redis_client, job_id)[-1]


def test_a_job_that_leaves_nothing_logs_nothing(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-echo", {"text": "x"}).job_id

    burst()

    assert read_log(redis_client, job_id) == []


def test_only_its_own_programs_end_with_a_job_beside_others(
    threaded: Callable[[], None], redis_client: redis.Redis
) -> None:
    beside = enqueue(redis_client, "test-leaves-beside", {}).job_id
    first = enqueue(redis_client, "test-leaves-first", {}).job_id
    enqueue(redis_client, "test-after-first", {}, after=[first])

    threaded()

    assert read_job(redis_client, beside).result == [False, True]


def test_a_thread_of_the_worker_that_starts_meanwhile_is_not_left_by_the_job() -> None:
    state, is_over = take_state(has_signals=False), threading.Event()
    late = threading.Thread(target=is_over.wait, name=f"{WORKER_THREAD}2")
    with left_running(state):
        late.start()
        program = subprocess.Popen(["sleep", "60"])
    program.wait(timeout=60)
    is_over.set()
    late.join()

    assert not state.is_lost


def test_a_job_that_leaves_a_program_and_a_thread_loses_its_process() -> None:
    state, is_over = take_state(has_signals=False), threading.Event()
    own = threading.Thread(target=is_over.wait)
    with left_running(state):
        own.start()
        program = subprocess.Popen(["sleep", "60"])
    program.wait(timeout=60)
    is_over.set()
    own.join()

    assert state.is_lost


def test_what_a_job_started_ends_also_when_its_process_dies(
    burst: Callable[[], None], redis_client: redis.Redis
) -> None:
    job_id = enqueue(redis_client, "test-leaves-and-dies", {}).job_id

    burst()

    assert [a.outcome for a in read_attempts(redis_client, job_id)] == ["lost_worker", "lost_worker", "killed"]
    assert db.session.scalars(select(DeadLetterQueue.reason)).one() == "poison"
    assert _left(redis_client) == []


def test_what_a_job_started_is_killed_with_it(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-leaves-and-stays", {})

    burst()

    assert db.session.scalars(select(DeadLetterQueue.reason)).one() == "timeout"
    assert _left(redis_client) == []
