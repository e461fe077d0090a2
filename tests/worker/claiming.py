"""Claiming and finishing one job at a time, as a worker's loop does."""

import redis

from fsp.worker.attempt_result import Ending
from fsp.worker.claim import Claim
from fsp.worker.job_fetcher import Cycle, finish

QUEUES = ["high", "medium", "low"]


def claim_next(connection: redis.Redis, *, queues: list[str] | None = None, lease_seconds: int = 30) -> Claim | None:
    """Lease the next job that may run."""
    cycle = Cycle(connection, worker="w", queues=queues or QUEUES, lease_seconds=lease_seconds)
    return cycle.next()[1]


def claimed(connection: redis.Redis) -> Claim:
    """Lease the next job, which must be there."""
    found = claim_next(connection)
    assert found is not None
    return found


def end(connection: redis.Redis, claim: Claim, action: str, *, lesson: str = "", due_at: float = 0.0) -> int:
    """Finish a claim."""
    outcome = {"success": "succeeded", "retry": "retried", "dead": "failed"}.get(action, "")
    return finish(connection, claim, Ending(action, outcome, due_at=due_at, summary="{}", lesson=lesson))
