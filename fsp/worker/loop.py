"""What a thread of a child does: claim, run, finish and claim the next, until it is told to stop."""

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import cast

import redis

from fsp import tracing
from fsp.errors import UndecodableJob
from fsp.jobs.registry import DEFAULT_TIMEOUT_SECONDS
from fsp.redis_ops import rq_keys
from fsp.redis_ops.set_aside import is_of_all
from fsp.stored import text_of
from fsp.worker.adoption import adopt
from fsp.worker.attempt import Bench, attempt
from fsp.worker.attempt_result import RELEASE, Ending, bare, failure, undecodable
from fsp.worker.claim import Claim
from fsp.worker.completion import after, before, touches_sql
from fsp.worker.job_fetcher import RECORDED, Cycle
from fsp.worker.slots import Slots
from fsp.worker.spent import NOTHING
from fsp.worker.watching import RunWatcher

log = logging.getLogger(__name__)

IDLE_WAIT_SECONDS = 1
AWAY_PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Station:
    """Where a thread works: its bench, its Redis, its slot, and when it may go on.

    A job's time limit may interrupt what uses `connection`; the cycle has one of its own.
    """

    bench: Bench
    connection: redis.Redis
    cycle: Cycle
    slots: Slots
    slot: int
    may_go_on: Callable[[], bool]
    is_burst: bool


def run_jobs(station: Station) -> None:
    """Run jobs until told to stop, or, in burst mode, until nothing may run; what was begun is always recorded."""
    last: tuple[Claim, Ending] | None = None
    while last or station.may_go_on():
        claim = _next(station, last)
        last = None
        if claim is not None:
            last = claim, _attempt(station, claim)
        elif station.is_burst:
            return
        elif station.may_go_on():
            _wait(station)


def _attempt(station: Station, claim: Claim) -> Ending:
    """Return how the attempt ended, also where running it fails in a way nobody thought of: a thread must go on."""
    try:
        return _begin(station, claim)
    except BaseException as error:  # noqa: BLE001  (what a job leaves behind may raise anywhere)
        _log_fault("attempt not run as it should be", claim)
        # What could not be adopted has run nothing.
        return failure(claim, error, NOTHING) if claim.job_type else RELEASE


def _begin(station: Station, claim: Claim) -> Ending:
    if not claim.job_type:
        return adopt(station.connection, claim)
    if claim.fault:
        return undecodable(claim, UndecodableJob(claim.fault))
    deadline = time.monotonic() + (claim.timeout_seconds or DEFAULT_TIMEOUT_SECONDS)
    station.slots.begin(station.slot, job_id=claim.job_id, token=claim.token, deadline=deadline)
    watcher = RunWatcher(station.connection, claim, station.slots, station.slot)
    ending = _traced_attempt(station, claim, watcher) if tracing.is_on() else attempt(station.bench, claim, watcher)
    station.slots.end(station.slot, has_succeeded=ending.action == "success")
    return ending


def _traced_attempt(station: Station, claim: Claim, watcher: RunWatcher) -> Ending:
    """Run the attempt as a part of the trace its job was enqueued in; asking for that is a call of its own."""
    try:
        carried = cast(bytes | None, station.connection.hget(rq_keys.job(claim.job_id), "fsp_trace")) or b""
    except redis.exceptions.RedisError:
        carried = b""
    with tracing.processing(
        claim.queue, claim.job_type, job_id=claim.job_id, attempt=claim.attempt, carried=text_of(carried)
    ) as span:
        ending = attempt(station.bench, claim, watcher)
        tracing.note_ending(span, outcome=ending.outcome, error_class=ending.error_class, error=ending.error)
    return ending


def _next(station: Station, last: tuple[Claim, Ending] | None) -> Claim | None:
    """Record the last ending and claim the next job, through any absence of Redis."""
    if last and not _is_buried(station, *last):
        # Its lease will run out, and the job be run again: better than dead without a trace.
        last = None
    while True:
        try:
            recorded, claim = station.cycle.next(last) if station.may_go_on() else (_finish_only(station, last), None)
        except Exception as error:  # noqa: BLE001  (a thread that died here would hold its slot)
            last = _after_fault(last, error)
            time.sleep(AWAY_PAUSE_SECONDS)
            if not station.may_go_on() and (last is None or is_of_all(error)):
                return None
            continue
        if claim is None:
            station.slots.idle(station.slot)
        if last and recorded == RECORDED:
            _follow_up(station, *last)
        return claim


def _after_fault(last: tuple[Claim, Ending] | None, error: Exception) -> tuple[Claim, Ending] | None:
    """Return what is to be recorded instead: the same while Redis takes nothing, else the same end with less to write.

    None once that, too, could not be recorded: the lease then returns the job.
    """
    if is_of_all(error):
        log.warning("redis is away", extra={"error": str(error)})
        return last
    _log_fault("ending not recorded" if last else "nothing claimed", last[0] if last else None)
    return (last[0], bare(last[1])) if last and last[1] != bare(last[1]) else None


def _log_fault(event: str, claim: Claim | None) -> None:
    # A job may have closed what log lines are written to.
    with suppress(Exception):
        log.exception(event, extra={"job_id": claim.job_id} if claim else {})


def _finish_only(station: Station, last: tuple[Claim, Ending] | None) -> int:
    return station.cycle.finish(*last) if last else RECORDED


def _is_buried(station: Station, claim: Claim, ending: Ending) -> bool:
    if ending.action != "dead":
        return True
    try:
        with station.bench.app.app_context():
            _bury_through_absence(station, claim, ending)
    except Exception:  # noqa: BLE001  (whatever it is, the lease returns the job)
        _log_fault("dead letter not written; the lease will return the job", claim)
        return False
    return True


def _bury_through_absence(station: Station, claim: Claim, ending: Ending) -> None:
    """Write the dead letter. It needs Redis too; given up while that is down, the job would run once more."""
    while True:
        try:
            return before(station.connection, claim, ending)
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            log.warning("redis is away", extra={"error": str(error), "job_id": claim.job_id})
            time.sleep(AWAY_PAUSE_SECONDS)


def _follow_up(station: Station, claim: Claim, ending: Ending) -> None:
    try:
        with station.bench.app.app_context() if touches_sql(claim, ending) else nullcontext():
            after(claim, ending)
    except Exception:  # noqa: BLE001
        # Reconciling settles what was not settled here.
        _log_fault("ending not followed up", claim)


def _wait(station: Station) -> None:
    try:
        station.cycle.wait(IDLE_WAIT_SECONDS)
    except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
        time.sleep(AWAY_PAUSE_SECONDS)
