"""The ladder of a job's durable steps: what became of each, and what the next attempt does with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class StepState(StrEnum):
    """What became of a step, as its job's page shows it."""

    COMPLETED = "completed"
    """In the last attempt, for the first time."""
    KEPT = "kept"
    """In an earlier attempt; the result is used again."""
    RAN_AGAIN = "ran again"
    """In the last attempt, after an earlier one had begun it."""
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    """Its attempt ended under it."""
    FAILED = "failed"
    TO_RUN_AGAIN = "to run again"
    """A person let the job run again from it, or from one before it."""


@dataclass(frozen=True)
class StepRecord:
    """What is stored of a step. `state` is kept, failed, running or dropped; `runs` is how often it was begun."""

    name: str
    state: str
    job_id: str
    attempt: int
    runs: int
    order: int
    seen_at: datetime
    """When it ended, or was seen running."""
    seconds: float
    result_bytes: int = 0
    error: str = ""


@dataclass(frozen=True)
class LadderStep:
    """One step of the ladder; `can_run_from_here` says whether the job can run again from it."""

    name: str
    state: StepState
    job_id: str
    """The job whose attempt it was: this one, one it replays, or a replay."""
    attempt: int
    runs: int
    started_at: datetime
    seconds: float
    result_bytes: int
    error: str
    can_run_from_here: bool


def ladder(
    records: Iterable[StepRecord], *, job_id: str, started_at: datetime | None, is_running: bool, is_live: bool
) -> list[LadderStep]:
    """Return the steps in their order; `started_at` is when the last attempt of this job began.

    A job that waits or runs cannot be run again from a step.
    """
    steps = []
    for record in sorted(records, key=lambda record: record.order):
        is_latest = record.job_id == job_id and (started_at is None or record.seen_at >= started_at)
        state = _state(record, is_latest=is_latest, is_running=is_running)
        steps.append(
            LadderStep(
                name=record.name,
                state=state,
                job_id=record.job_id,
                attempt=record.attempt,
                runs=record.runs,
                started_at=record.seen_at - timedelta(seconds=record.seconds),
                seconds=record.seconds,
                result_bytes=record.result_bytes,
                error=record.error,
                can_run_from_here=not is_live and state != StepState.TO_RUN_AGAIN,
            )
        )
    return steps


def _state(record: StepRecord, *, is_latest: bool, is_running: bool) -> StepState:
    if record.state == "dropped":
        return StepState.TO_RUN_AGAIN
    if record.state == "failed":
        return StepState.FAILED
    if record.state == "running":
        return StepState.RUNNING if is_latest and is_running else StepState.INTERRUPTED
    if not is_latest:
        return StepState.KEPT
    return StepState.RAN_AGAIN if record.runs > 1 else StepState.COMPLETED
