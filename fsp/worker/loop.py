"""The loop of a worker thread: claim, run, finish and claim the next job, until it is stopped."""

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import redis

from fsp import tracing
from fsp.errors import UndecodableJob
from fsp.jobs.job_type import DEFAULT_TIMEOUT_SECONDS
from fsp.redis_ops import rq_keys
from fsp.stored import text_of
from fsp.worker.adoption import adopt
from fsp.worker.attempt import AttemptContext, attempt
from fsp.worker.attempt_result import RELEASE, AttemptResult, FinishAction, failure, undecodable
from fsp.worker.claim import Claim
from fsp.worker.commit import Ended, commit, log_fault, turn_of
from fsp.worker.completion import after, before, touches_sql
from fsp.worker.group_commit import GroupCommit, Turn
from fsp.worker.job_fetcher import RECORDED, JobFetcher
from fsp.worker.outage import OUTAGE, PAUSE_SECONDS, once_redis_answers
from fsp.worker.slots import Slots
from fsp.worker.spent import NOTHING
from fsp.worker.watching import RunWatcher

log = logging.getLogger(__name__)

IDLE_WAIT_SECONDS = 1


@dataclass(frozen=True)
class WorkerThread:
    """A thread that runs jobs: its context, its Redis, the slot it starts with, and whether it may continue.

    A job's time limit may interrupt code that uses `connection`; the fetcher has its own.
    """

    context: AttemptContext
    connection: redis.Redis
    fetcher: JobFetcher
    slots: Slots
    slot: int
    may_go_on: Callable[[], bool]
    is_burst: bool
    group: GroupCommit = field(default_factory=GroupCommit)
    """What the threads of a process share."""


def run_jobs(thread: WorkerThread) -> None:
    """Run jobs until stopped or, in burst mode, until none may run. A started job is always recorded."""
    send = partial(commit, fetcher=thread.fetcher, slots=thread.slots, may_go_on=thread.may_go_on)
    turn = Turn(thread.slot)
    while True:
        answered = thread.group.exchange(turn, send)
        if answered.last and answered.recorded == RECORDED:
            _follow_up(thread, *answered.last)
        if answered.claimed is not None:
            turn = turn_of(answered.slot, _run(thread, answered))
        elif thread.is_burst or not thread.may_go_on():
            return
        else:
            _wait(thread)
            turn = Turn(answered.slot)


def _run(thread: WorkerThread, answered: Turn) -> Ended:
    """Run what a turn has claimed; return its result, or None if there is none: the lease then returns the job."""
    try:
        claim = thread.fetcher.claim_of(answered)
    except Exception:  # noqa: BLE001  (a thread that died here would hold its slot)
        log_fault("claim not read", None)
        return None
    result = _attempt(thread, claim, answered.slot)
    return (claim, result) if _is_buried(thread, claim, result) else None


def _attempt(thread: WorkerThread, claim: Claim, slot: int) -> AttemptResult:
    """Return the result of the attempt, even if running it fails unexpectedly, because the thread must continue."""
    try:
        return _begin(thread, claim, slot)
    except BaseException as error:  # noqa: BLE001  (what a job leaves behind may raise anywhere)
        log_fault("attempt not run as it should be", claim)
        # A job that could not be adopted has run nothing.
        return failure(claim, error, NOTHING) if claim.job_type else RELEASE


def _begin(thread: WorkerThread, claim: Claim, slot: int) -> AttemptResult:
    if not claim.job_type:
        return adopt(thread.connection, claim)
    if claim.fault:
        return undecodable(UndecodableJob(claim.fault))
    began = time.monotonic()
    deadline = began + (claim.timeout_seconds or DEFAULT_TIMEOUT_SECONDS)
    thread.slots.begin(slot, job_id=claim.job_id, token=claim.token, deadline=deadline)
    watcher = RunWatcher(thread.connection, claim, thread.slots, slot)
    result = _traced_attempt(thread, claim, watcher) if tracing.is_on() else attempt(thread.context, claim, watcher)
    thread.slots.end(slot, has_succeeded=result.action == FinishAction.SUCCESS)
    thread.group.note_duration(claim.job_type, time.monotonic() - began)
    return result


def _traced_attempt(thread: WorkerThread, claim: Claim, watcher: RunWatcher) -> AttemptResult:
    """Run the attempt as part of the trace in which its job was enqueued."""
    try:
        carried = cast(bytes | None, thread.connection.hget(rq_keys.job(claim.job_id), "fsp_trace")) or b""
    except redis.exceptions.RedisError:
        carried = b""
    with tracing.processing(
        claim.queue, claim.job_type, job_id=claim.job_id, attempt=claim.attempt, carried=text_of(carried)
    ) as span:
        result = attempt(thread.context, claim, watcher)
        tracing.note_ending(span, outcome=result.outcome or "", error_class=result.error_class, error=result.error)
    return result


def _is_buried(thread: WorkerThread, claim: Claim, result: AttemptResult) -> bool:
    if result.action != FinishAction.DEAD:
        return True
    try:
        with thread.context.app.app_context():
            # It needs Redis too. If it were given up while Redis is down, the job would run once more.
            once_redis_answers(partial(before, thread.connection, claim, result))
    except Exception:  # noqa: BLE001  (whatever it is, the lease returns the job)
        log_fault("dead letter not written; the lease will return the job", claim)
        return False
    return True


def _follow_up(thread: WorkerThread, claim: Claim, result: AttemptResult) -> None:
    try:
        with thread.context.app.app_context() if touches_sql(claim, result) else nullcontext():
            after(claim, result)
    except Exception:  # noqa: BLE001
        # The reconcile job completes what was not completed here.
        log_fault("result not followed up", claim)


def _wait(thread: WorkerThread) -> None:
    try:
        thread.fetcher.wait(IDLE_WAIT_SECONDS)
    except OUTAGE:
        time.sleep(PAUSE_SECONDS)
