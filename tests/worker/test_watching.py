"""Showing a running job: fenced, thinned out, and never at the job's cost."""

import logging

import redis

from fsp.inspection.jobs import read_log
from fsp.inspection.one_job import read_job
from fsp.jobs.progress import Progress
from fsp.jobs.run_context import Run, running
from fsp.queueing.enqueue import enqueue
from fsp.worker.claim import Claim
from fsp.worker.slots import Slots
from fsp.worker.watching import MAX_LINES, RunLog, RunWatcher
from tests.away import redis_away
from tests.worker.claiming import claimed, end


def watcher(connection: redis.Redis, claim: Claim) -> RunWatcher:
    return RunWatcher(connection, claim, Slots(1), 0)


def started(connection: redis.Redis) -> Claim:
    enqueue(connection, "test-echo", {"text": "x"})
    return claimed(connection)


def test_only_the_holder_of_the_token_is_heard(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    end(redis_client, claim, "release")
    claimed(redis_client)

    watcher(redis_client, claim).add_log_line("late")
    watcher(redis_client, claim).report_progress(Progress(9, 10))

    assert read_log(redis_client, claim.job_id) == []
    assert read_job(redis_client, claim.job_id).progress is None


def test_progress_is_thinned_out_but_its_end_is_shown(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    watching = watcher(redis_client, claim)

    for done in range(5):
        watching.report_progress(Progress(done, 5))
    thinned = read_job(redis_client, claim.job_id).progress
    watching.report_progress(Progress(5, 5))

    assert thinned == Progress(0, 5)
    assert read_job(redis_client, claim.job_id).progress == Progress(5, 5)


def test_the_newest_lines_are_kept(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    watching = watcher(redis_client, claim)

    for number in range(MAX_LINES + 5):
        watching.add_log_line(str(number))

    lines = read_log(redis_client, claim.job_id)
    assert (len(lines), lines[0], lines[-1]) == (MAX_LINES, "5", str(MAX_LINES + 4))


def test_an_absent_redis_costs_the_job_nothing(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    away = redis_away()

    watcher(away, claim).add_log_line("unheard")

    assert read_log(redis_client, claim.job_id) == []


def test_only_what_is_logged_inside_a_job_is_kept(redis_client: redis.Redis) -> None:
    claim = started(redis_client)
    log = logging.getLogger("test.watching")
    log.setLevel(logging.DEBUG)
    handler = RunLog()
    log.addHandler(handler)

    log.warning("outside")
    with running(Run(claim.job_id, "test-echo", watcher=watcher(redis_client, claim))):
        log.warning("inside")
        log.debug("too fine")
    log.removeHandler(handler)

    assert [line.split()[-1] for line in read_log(redis_client, claim.job_id)] == ["inside"]


def test_a_cancellation_reaches_its_attempt_only(redis_client: redis.Redis) -> None:
    slots = Slots(2)
    claim = started(redis_client)
    first, second = (RunWatcher(redis_client, claim, slots, slot) for slot in range(2))

    slots.cancel(0, claim.token)

    assert (first.is_cancelled(), second.is_cancelled()) == (True, False)
    slots.cancel(0, "999")
    assert RunWatcher(redis_client, claim, slots, 0).is_cancelled() is False
