"""The loop of a worker thread: claim, run, finish and claim the next job, until it is stopped."""

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from typing import cast

import redis

from fsp import tracing
from fsp.errors import UndecodableJob
from fsp.jobs.job_type import DEFAULT_TIMEOUT_SECONDS
from fsp.redis_ops import rq_keys
from fsp.redis_ops.set_aside import is_of_all
from fsp.stored import text_of
from fsp.worker.adoption import adopt
from fsp.worker.attempt import AttemptContext, attempt
from fsp.worker.attempt_result import RELEASE, AttemptResult, FinishAction, bare, failure, undecodable
from fsp.worker.claim import Claim
from fsp.worker.completion import after, before, touches_sql
from fsp.worker.job_fetcher import RECORDED, JobFetcher
from fsp.worker.outage import OUTAGE, PAUSE_SECONDS, once_redis_answers
from fsp.worker.slots import Slots
from fsp.worker.spent import NOTHING
from fsp.worker.watching import RunWatcher

log = logging.getLogger(__name__)

IDLE_WAIT_SECONDS = 1


@dataclass(frozen=True)
class WorkerThread:
    """A thread that runs jobs: its context, its Redis, its slot, and whether it may continue.

    A job's time limit may interrupt code that uses `connection`; the fetcher has its own.
    """

    context: AttemptContext
    connection: redis.Redis
    fetcher: JobFetcher
    slots: Slots
    slot: int
    may_go_on: Callable[[], bool]
    is_burst: bool


def run_jobs(thread: WorkerThread) -> None:
    """Run jobs until stopped or, in burst mode, until none may run. A started job is always recorded."""
    last: tuple[Claim, AttemptResult] | None = None
    while last or thread.may_go_on():
        claim = _next(thread, last)
        last = None
        if claim is not None:
            last = claim, _attempt(thread, claim)
        elif thread.is_burst:
            return
        elif thread.may_go_on():
            _wait(thread)


def _attempt(thread: WorkerThread, claim: Claim) -> AttemptResult:
    """Return the result of the attempt, even if running it fails unexpectedly, because the thread must continue."""
    try:
        return _begin(thread, claim)
    except BaseException as error:  # noqa: BLE001  (what a job leaves behind may raise anywhere)
        _log_fault("attempt not run as it should be", claim)
        # A job that could not be adopted has run nothing.
        return failure(claim, error, NOTHING) if claim.job_type else RELEASE


def _begin(thread: WorkerThread, claim: Claim) -> AttemptResult:
    if not claim.job_type:
        return adopt(thread.connection, claim)
    if claim.fault:
        return undecodable(UndecodableJob(claim.fault))
    deadline = time.monotonic() + (claim.timeout_seconds or DEFAULT_TIMEOUT_SECONDS)
    thread.slots.begin(thread.slot, job_id=claim.job_id, token=claim.token, deadline=deadline)
    watcher = RunWatcher(thread.connection, claim, thread.slots, thread.slot)
    result = _traced_attempt(thread, claim, watcher) if tracing.is_on() else attempt(thread.context, claim, watcher)
    thread.slots.end(thread.slot, has_succeeded=result.action == FinishAction.SUCCESS)
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


def _next(thread: WorkerThread, last: tuple[Claim, AttemptResult] | None) -> Claim | None:
    """Record the last result and claim the next job, through any outage of Redis."""
    if last and not _is_buried(thread, *last):
        # Its lease expires, and the job runs again, which is better than a failure without a trace.
        last = None
    while True:
        try:
            recorded, claim = thread.fetcher.next(last) if thread.may_go_on() else (_finish_only(thread, last), None)
        except Exception as error:  # noqa: BLE001  (a thread that died here would hold its slot)
            last = _after_fault(last, error)
            time.sleep(PAUSE_SECONDS)
            if not thread.may_go_on() and (last is None or is_of_all(error)):
                return None
            continue
        if claim is None:
            thread.slots.idle(thread.slot)
        if last and recorded == RECORDED:
            _follow_up(thread, *last)
        return claim


def _after_fault(last: tuple[Claim, AttemptResult] | None, error: Exception) -> tuple[Claim, AttemptResult] | None:
    """Return what to record instead: the same while Redis accepts nothing, else a reduced result.

    None if that could not be recorded either. The lease then returns the job.
    """
    if is_of_all(error):
        log.warning("redis is down", extra={"error": str(error)})
        return last
    _log_fault("result not recorded" if last else "nothing claimed", last[0] if last else None)
    return (last[0], bare(last[1])) if last and last[1] != bare(last[1]) else None


def _log_fault(event: str, claim: Claim | None) -> None:
    # A job may have closed the log stream.
    with suppress(Exception):
        log.exception(event, extra={"job_id": claim.job_id} if claim else {})


def _finish_only(thread: WorkerThread, last: tuple[Claim, AttemptResult] | None) -> int:
    return thread.fetcher.finish(*last) if last else RECORDED


def _is_buried(thread: WorkerThread, claim: Claim, result: AttemptResult) -> bool:
    if result.action != FinishAction.DEAD:
        return True
    try:
        with thread.context.app.app_context():
            # It needs Redis too. If it were given up while Redis is down, the job would run once more.
            once_redis_answers(partial(before, thread.connection, claim, result))
    except Exception:  # noqa: BLE001  (whatever it is, the lease returns the job)
        _log_fault("dead letter not written; the lease will return the job", claim)
        return False
    return True


def _follow_up(thread: WorkerThread, claim: Claim, result: AttemptResult) -> None:
    try:
        with thread.context.app.app_context() if touches_sql(claim, result) else nullcontext():
            after(claim, result)
    except Exception:  # noqa: BLE001
        # The reconcile job completes what was not completed here.
        _log_fault("result not followed up", claim)


def _wait(thread: WorkerThread) -> None:
    try:
        thread.fetcher.wait(IDLE_WAIT_SECONDS)
    except OUTAGE:
        time.sleep(PAUSE_SECONDS)
