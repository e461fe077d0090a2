"""What a worker does while its children run jobs: renew leases, cancel jobs, recover jobs, count ended ones."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import redis

from fsp.inspection.flow_samples import take_sample
from fsp.metrics.event_log import count_ended
from fsp.redis_ops import keys
from fsp.redis_ops.shared_clock import shared_now
from fsp.settings import Settings
from fsp.worker.child import Child
from fsp.worker.claim import REAP_EVERY_SECONDS, Claim, reap, renew_lease
from fsp.worker.interval import Interval
from fsp.worker.slots import Busy, Slots
from fsp.worker.step_marks import StepMarks

log = logging.getLogger(__name__)

SAMPLE_EVERY_SECONDS = 20.0
KILL_AFTER_TIMEOUT_SECONDS = 5.0
SECOND_LOOK_SECONDS = 2.0
"""The delay before a lease that seems lost is checked again. A third of the lease would be too long."""


@dataclass
class Maintenance:
    """The maintenance of one worker. `bury` records the end of a poison job."""

    connection: redis.Redis
    settings: Settings
    slots: Slots
    children: list[Child]
    bury: Callable[[Claim], None]
    reader: str
    """Its name as a regular reader of the event log."""
    _lost: set[Busy] = field(default_factory=set)
    _asked_at: dict[Busy, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._renew = Interval(self.settings.lease_seconds / 3)
        self._second_look = Interval(SECOND_LOOK_SECONDS)
        self._reap_every = min(REAP_EVERY_SECONDS, self.settings.lease_seconds / 3)
        self._reap = Interval(self._reap_every)
        self._sample = Interval(SAMPLE_EVERY_SECONDS)
        self._step_marks = StepMarks(self.connection, self.slots)

    def run_due(self) -> None:
        """Run what is due; raise the errors of a Redis that is down."""
        self._end_cancelled()
        count_ended(self.connection, reader=self.reader)
        if self._renew.is_due() or (self._lost and self._second_look.is_due()):
            self._renew_leases_or_hasten()
        if self._reap.is_due():
            for claim in reap(self.connection, every_seconds=self._reap_every):
                self.bury(claim)
        if self._sample.is_due():
            take_sample(self.connection, shared_now(self.connection))
        self._step_marks.run_due()

    def kill_overdue(self) -> None:
        """Kill children with a job that ignores its time limit."""
        now = time.monotonic()
        for child in self.children:
            busy = self.slots.busy(child.slots)
            overdue = {attempt.slot for attempt in busy if now > attempt.deadline + KILL_AFTER_TIMEOUT_SECONDS}
            if overdue and not child.was_killed:
                child.killed_slots = overdue
                child.kill()

    def _end_cancelled(self) -> None:
        """Ask cancelled jobs to stop; kill the children of those that have not stopped within the grace period."""
        busy = self.slots.busy(range(self.slots.count))
        if not busy:
            return
        now = time.monotonic()
        asked = self.connection.smismember(keys.CANCELS, [attempt.job_id for attempt in busy])
        cancelled = {attempt for attempt, is_asked in zip(busy, asked, strict=True) if is_asked}
        self._asked_at = {attempt: self._asked_at.get(attempt, now) for attempt in cancelled}
        for attempt in cancelled:
            self.slots.cancel(attempt.slot, attempt.token)
        stubborn = {
            attempt.slot
            for attempt, since in self._asked_at.items()
            if now - since >= self.settings.cancel_grace_seconds
        }
        for child in self.children:
            if stubborn & set(child.slots) and not child.was_killed:
                child.cancelled_slots = stubborn & set(child.slots)
                child.kill()

    def _renew_leases_or_hasten(self) -> None:
        try:
            self._renew_leases()
        except redis.exceptions.RedisError:
            # When Redis is back, an expired lease must be renewed before others take its job.
            self._renew.hasten()
            raise

    def _renew_leases(self) -> None:
        lost = set()
        for child in self.children:
            for busy in self.slots.busy(child.slots):
                if renew_lease(self.connection, busy.job_id, busy.token, lease_seconds=self.settings.lease_seconds):
                    continue
                lost.add(busy)
                # Once may be a job that has just finished. Twice is one that continues although it belongs to another
                # attempt.
                if busy in self._lost:
                    log.warning("lease lost", extra={"job_id": busy.job_id})
                    child.kill()
        if lost and not self._lost:
            self._second_look.begin()
        self._lost = lost
