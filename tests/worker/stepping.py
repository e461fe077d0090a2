"""Running the steps of a claimed job as its attempt would."""

from collections.abc import Sequence

import redis

from fsp.jobs.durable_step import run_step
from fsp.jobs.run_context import Run, running
from fsp.worker.claim import Claim
from fsp.worker.slots import Slots
from fsp.worker.watching import RunWatcher


def run_of(connection: redis.Redis, claim: Claim, slots: Slots | None = None) -> running:
    """Return the run of a claim, to be entered."""
    watcher = RunWatcher(connection, claim, slots or Slots(1), 0)
    return running(Run(claim.job_id, claim.job_type, claim.attempt, watcher))


def run_steps(connection: redis.Redis, claim: Claim, names: Sequence[str]) -> list[str]:
    """Run these steps, each of which returns its name; return those that were not skipped."""
    called: list[str] = []

    def call(name: str) -> str:
        called.append(name)
        return name

    with run_of(connection, claim):
        assert [run_step(name, call, name) for name in names] == list(names)
    return called
