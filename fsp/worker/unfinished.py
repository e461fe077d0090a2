"""Records results that no child could record: of jobs whose child crashed, and of poison jobs."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import redis
from flask import Flask

from fsp.errors import TimeLimitExceeded
from fsp.stores import db
from fsp.worker.attempt_result import CRASH, RELEASE, AttemptResult, cancelled, failure, poison
from fsp.worker.child import Child
from fsp.worker.claim import Claim, find_claim
from fsp.worker.completion import record
from fsp.worker.slots import Busy, Slots
from fsp.worker.spent import Spent

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Unfinished:
    """Records for one worker, in the worker's own process, with a new database connection per result."""

    app: Flask
    connection: redis.Redis
    slots: Slots

    def end_with(self, child: Child) -> int:
        """Wait for an exited child, and record the results of its jobs; return its exit code."""
        code = child.wait()
        for busy in self.slots.busy(child.slots):
            self._with_database(partial(self._end, child, busy, code))
            self.slots.idle(busy.slot)
        return code

    def bury(self, claim: Claim) -> None:
        """Record the end of a job that has crashed too many processes."""
        self._with_database(partial(record, self.connection, claim, poison()))

    def _end(self, child: Child, busy: Busy, code: int) -> None:
        claim = find_claim(self.connection, busy.job_id, busy.token)
        if claim is None:
            # The result was recorded before the child crashed, or the job belongs to another attempt.
            return
        record(self.connection, claim, _result(child, busy, claim))
        log.warning("a child ended under its job", extra={"job_id": busy.job_id, "code": code})

    def _with_database(self, work: Callable[[], object]) -> None:
        try:
            with self.app.app_context():
                work()
                db.session.remove()
                # A later child must not inherit an open database connection.
                db.engine.dispose()
        except Exception:
            log.exception("result not recorded; the lease will return the job")


def _result(child: Child, busy: Busy, claim: Claim) -> AttemptResult:
    if busy.slot in child.killed_slots:
        seconds = claim.timeout_seconds or 0
        return failure(claim, TimeLimitExceeded(f"the job ignored its limit of {seconds:g} s"), Spent(seconds))
    if busy.slot in child.cancelled_slots:
        return cancelled()
    return RELEASE if child.was_killed or not busy.is_running else CRASH
