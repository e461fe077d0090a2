"""Records the results of a group of turns and claims their next jobs, through any outage of Redis."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress

from fsp.clock import in_rq_format, utc_now
from fsp.redis_ops.set_aside import is_of_all
from fsp.worker.attempt_result import AttemptResult, bare
from fsp.worker.claim import Claim
from fsp.worker.group_commit import Turn
from fsp.worker.job_fetcher import RECORDED, JobFetcher, finish_arguments
from fsp.worker.outage import PAUSE_SECONDS
from fsp.worker.slots import Slots

log = logging.getLogger(__name__)

Ended = tuple[Claim, AttemptResult] | None
"""An attempt that ended and its result, to be recorded."""


def turn_of(slot: int, ended: Ended) -> Turn:
    """Return the turn that records a result. One that cannot be written is reduced; None is left of it at last."""
    while ended:
        try:
            return Turn(slot, ended, finish_arguments(*ended, now=in_rq_format(utc_now())))
        except Exception:  # noqa: BLE001  (a thread that died here would hold its slot)
            ended = _reduced(ended)
    return Turn(slot)


def commit(turns: list[Turn], *, fetcher: JobFetcher, slots: Slots, may_go_on: Callable[[], bool]) -> None:
    """Answer all turns. When stopped, results are recorded and nothing is claimed.

    While stopping, results that Redis does not accept are given up, and their slots stay busy for the worker to see.
    """
    if len(turns) > 1 and may_go_on():
        _send_together(turns, fetcher)
    for turn in turns:
        if turn.recorded is None and not _is_sent_alone(turn, fetcher, may_go_on):
            break
    for turn in turns:
        if turn.claimed is not None:
            job_id, token = turn.claimed[:2]
            slots.claim(turn.slot, job_id=job_id, token=token)
        elif turn.recorded is not None:
            slots.idle(turn.slot)


def _send_together(turns: list[Turn], fetcher: JobFetcher) -> None:
    """Send all turns in one call. Those that are not answered have to be sent again, alone."""
    try:
        fetcher.send(turns)
    except Exception as error:  # noqa: BLE001  (a thread that died here would hold its slot)
        if not is_of_all(error):
            log_fault("results not recorded together", None)


def _is_sent_alone(turn: Turn, fetcher: JobFetcher, may_go_on: Callable[[], bool]) -> bool:
    """Record one result and claim a job, unless the turn has one; return False if Redis is down while stopping."""
    while turn.recorded is None:
        try:
            if may_go_on():
                fetcher.send([turn], is_claiming=turn.claimed is None)
            else:
                turn.recorded = fetcher.finish(*turn.last) if turn.last else RECORDED
        except Exception as error:  # noqa: BLE001  (as above)
            if is_of_all(error):
                log.warning("redis is down", extra={"error": str(error)})
            elif turn.last is None:
                # The thread tries again after a wait. Meanwhile the results of others are recorded.
                log_fault("nothing claimed", None)
                turn.recorded = RECORDED
            else:
                reduced = turn_of(turn.slot, _reduced(turn.last))
                turn.last, turn.finishing = reduced.last, reduced.finishing
            time.sleep(PAUSE_SECONDS)
            if not may_go_on() and is_of_all(error):
                return False
    return True


def _reduced(ended: tuple[Claim, AttemptResult]) -> Ended:
    """Return what to record instead of a result that cannot be: a reduced one, or None after that failed too.

    The lease then returns the job.
    """
    claim, result = ended
    log_fault("result not recorded", claim)
    return (claim, bare(result)) if result != bare(result) else None


def log_fault(event: str, claim: Claim | None) -> None:
    """Log the error that is being handled. A job may have closed the log stream."""
    with suppress(Exception):
        log.exception(event, extra={"job_id": claim.job_id} if claim else {})
