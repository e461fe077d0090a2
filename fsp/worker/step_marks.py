"""Shows steps that take long. The worker does it, because in the job each step would cost a round trip."""

import time
from collections.abc import Callable

import redis

from fsp.worker.kept_steps import note_running
from fsp.worker.slots import RunningStep, Slots

MIN_SECONDS = 1.0


class StepMarks:
    """Marks each step of a worker's jobs as running, once, after it has run for a second."""

    def __init__(self, connection: redis.Redis, slots: Slots, now: Callable[[], float] = time.monotonic) -> None:
        self._connection, self._slots, self._now = connection, slots, now
        self._marked: set[RunningStep] = set()

    def run_due(self) -> None:
        """Mark the steps that have now run for a second; raise the errors of a Redis that is down."""
        now = self._now()
        long = {step for step in self._slots.running_steps() if now - step.began >= MIN_SECONDS}
        for step in long - self._marked:
            note_running(self._connection, step.job_id, step.token, name=step.name, seconds=now - step.began)
            self._marked.add(step)
        self._marked &= long
