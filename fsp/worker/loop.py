"""What a thread of a child does: claim, run, finish and claim the next, until it is told to stop."""

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import cast

import redis

from fsp import tracing
from fsp.jobs.registry import DEFAULT_TIMEOUT_SECONDS
from fsp.redis_ops import rq_keys
from fsp.worker.adoption import adopt
from fsp.worker.attempt import Bench, attempt
from fsp.worker.claim import Claim
from fsp.worker.cycle import RECORDED, Cycle
from fsp.worker.endings import Ending
from fsp.worker.settling import after, before, touches_sql
from fsp.worker.slots import Slots
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
    if not claim.job_type:
        return adopt(station.connection, claim)
    seconds = float(claim.text("timeout") or DEFAULT_TIMEOUT_SECONDS)
    deadline = time.monotonic() + seconds
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
        claim.queue, claim.job_type, job_id=claim.job_id, attempt=claim.attempt, carried=carried.decode()
    ) as span:
        ending = attempt(station.bench, claim, watcher)
        # What is tried again tells its class in its words alone.
        error_class = ending.error_class or ending.error.partition(":")[0]
        tracing.note_ending(span, outcome=ending.outcome, error_class=error_class, error=ending.error)
    return ending


def _next(station: Station, last: tuple[Claim, Ending] | None) -> Claim | None:
    """Record the last ending and claim the next job, through any absence of Redis."""
    if last and not _is_buried(station, *last):
        # Its lease will run out, and the job be run again: better than dead without a trace.
        last = None
    while True:
        try:
            recorded, claim = station.cycle.next(last) if station.may_go_on() else (_finish_only(station, last), None)
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            log.warning("redis is away", extra={"error": str(error)})
            time.sleep(AWAY_PAUSE_SECONDS)
            if not station.may_go_on():
                return None
            continue
        if claim is None:
            station.slots.idle(station.slot)
        if last and recorded == RECORDED:
            _follow_up(station, *last)
        return claim


def _finish_only(station: Station, last: tuple[Claim, Ending] | None) -> int:
    return station.cycle.finish(*last) if last else RECORDED


def _is_buried(station: Station, claim: Claim, ending: Ending) -> bool:
    if ending.action != "dead":
        return True
    try:
        with station.bench.app.app_context():
            before(station.connection, claim, ending)
    except Exception:
        log.exception("dead letter not written; the lease will return the job", extra={"job_id": claim.job_id})
        return False
    return True


def _follow_up(station: Station, claim: Claim, ending: Ending) -> None:
    try:
        with station.bench.app.app_context() if touches_sql(claim, ending) else nullcontext():
            after(claim, ending)
    except Exception:
        # Reconciling settles what was not settled here.
        log.exception("ending not followed up", extra={"job_id": claim.job_id})


def _wait(station: Station) -> None:
    try:
        station.cycle.wait(IDLE_WAIT_SECONDS)
    except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
        time.sleep(AWAY_PAUSE_SECONDS)
