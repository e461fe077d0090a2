"""Claiming and finishing one job at a time, as a worker's loop does."""

import redis

from fsp.jobs.outcome import Outcome
from fsp.redis_ops import gate_keys
from fsp.worker.attempt_result import AttemptResult, CircuitSignal, FinishAction
from fsp.worker.claim import Claim
from fsp.worker.job_fetcher import JobFetcher, finish

QUEUES = ["high", "medium", "low"]


def claim_next(connection: redis.Redis, *, queues: list[str] | None = None, lease_seconds: int = 30) -> Claim | None:
    """Lease the next job that may run."""
    fetcher = JobFetcher(connection, worker="w", queues=queues or QUEUES, lease_seconds=lease_seconds)
    return fetcher.next()[1]


def claimed(connection: redis.Redis) -> Claim:
    """Lease the next job, which must be there."""
    results = claim_next(connection)
    assert results is not None
    return results


def end(connection: redis.Redis, claim: Claim, action: str, *, signal: str = "", due_at: float = 0.0) -> int:
    """Finish a claim."""
    return finish(connection, claim, result_of(action, signal=signal, due_at=due_at))


def result_of(action: str, *, signal: str = "", due_at: float = 0.0) -> AttemptResult:
    """Return the result of an attempt that ends like this."""
    outcome = {"success": Outcome.SUCCEEDED, "retry": Outcome.RETRIED, "dead": Outcome.FAILED}.get(action)
    return AttemptResult(FinishAction(action), outcome, due_at=due_at, signal=CircuitSignal(signal))


def let_circuit_time_pass(connection: redis.Redis, gate: str) -> None:
    """End the time a circuit stays open; Redis keeps its own clock."""
    connection.hset(gate_keys.gate(gate), "open_until", 1)
    connection.zadd(gate_keys.GATES_DUE, {gate: 1}, xx=True)
