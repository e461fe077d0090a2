"""Replays a dead letter as a new linked job, discards it or restores it, once each."""

from datetime import datetime
from typing import Any, NoReturn

import redis
from sqlalchemy import select, update

from fsp.dead_letters.arguments import kept_arguments
from fsp.dead_letters.triage import next_replay_at
from fsp.errors import AlreadyDone, Conflict, NotFound
from fsp.jobs.priority import Priority
from fsp.jobs.registry import get_job_type
from fsp.jobs.replay_id import replay_job_id
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.models.job_request import JobRequest
from fsp.queueing.enqueue import enqueue
from fsp.queueing.kept_results import keep_steps_before
from fsp.queueing.subject import project_of
from fsp.redis_ops import rq_keys
from fsp.stores import db, end_reading

ENDED = frozenset({b"finished", b"failed", b"canceled", b"stopped"})
"""RQ's states of finished jobs."""


def find_dead_letter(letter_id: int) -> DeadLetterQueue:
    """Return a dead letter; raise NotFound if it does not exist."""
    letter = db.session.get(DeadLetterQueue, letter_id)
    end_reading()
    if letter is None:
        raise NotFound(f"There is no dead letter {letter_id}; it may have been deleted by retention.")
    return letter


def replay(
    connection: redis.Redis,
    letter: DeadLetterQueue,
    *,
    by: str,
    now: datetime,
    arguments: dict[str, Any] | None = None,
    at: datetime | None = None,
    from_step: str | None = None,
) -> str:
    """Replay a dead letter, with edited arguments if given; return the new job's id.

    Its completed steps are skipped, or only those before `from_step`. With other arguments every step runs again.
    Raise Conflict if someone else was first, InvalidArguments or UnknownJobType if the job could not run, NotFound if
    it has no such step.
    """
    if from_step is not None:
        _refuse_unless_dead(letter.id)
        keep_steps_before(connection, letter.job_id, from_step)
    new_arguments = kept_arguments(connection, letter, letter.arguments if arguments is None else arguments)
    checked = get_job_type(letter.job_type).validated(new_arguments)
    number = _next_number(connection, letter)
    job_id = replay_job_id(letter.job_id, number)
    batch_id = db.session.scalar(select(JobRequest.batch_id).where(JobRequest.job_id == letter.job_id))
    _take(letter, DeadLetterState.REPLAYED, by=by, now=now, replays=number, next_replay_at=None)
    # Stored with the dead letter, so that the reconcile job recovers from a crash before the next line.
    db.session.add(
        JobRequest(
            job_id=job_id,
            job_type=letter.job_type,
            arguments=checked,
            requested_by=by,
            requested_at=at or now,
            project_id=project_of(checked),
            batch_id=batch_id,
        )
    )
    db.session.commit()
    enqueue(connection, letter.job_type, checked, job_id=job_id, at=at, priority=Priority.LOW, is_requested=True)
    return job_id


def discard(letter: DeadLetterQueue, *, by: str, now: datetime) -> None:
    """Discard a dead letter; raise Conflict if it was replayed or discarded in the meantime."""
    _take(letter, DeadLetterState.DISCARDED, by=by, now=now, next_replay_at=None)
    db.session.commit()


def restore(letter: DeadLetterQueue, *, by: str, now: datetime) -> None:
    """Restore a discarded dead letter; its reason decides about automatic replays.

    Raise Conflict for any other state.
    """
    again = next_replay_at(reason=letter.reason, replays=letter.replays, now=now)
    _take(letter, DeadLetterState.DEAD, by=by, now=now, needs=DeadLetterState.DISCARDED, next_replay_at=again)
    db.session.commit()


def _next_number(connection: redis.Redis, letter: DeadLetterQueue) -> int:
    """Return the number of the next replay. After a database restore there may be replays that the row does not count.

    A replay that only Redis knows and that has not ended keeps its number: requested again under its id, it runs once.
    """
    number = letter.replays + 1
    while _is_used(connection, replay_job_id(letter.job_id, number)):
        number += 1
    return number


def _is_used(connection: redis.Redis, job_id: str) -> bool:
    status = connection.hget(rq_keys.job(job_id), "status")
    return db.session.get(JobRequest, job_id) is not None or status in ENDED


def _take(
    letter: DeadLetterQueue,
    state: DeadLetterState,
    *,
    by: str,
    now: datetime,
    needs: DeadLetterState = DeadLetterState.DEAD,
    **values: Any,
) -> None:
    table = DeadLetterQueue
    updated = db.session.execute(
        update(table)
        .where(table.id == letter.id, table.state == needs, table.replays == letter.replays)
        .values(state=state, settled_by=by, settled_at=now, **values)
        .execution_options(synchronize_session=False)
    )
    if not updated.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        _refuse(letter.id)


def _refuse_unless_dead(letter_id: int) -> None:
    state = db.session.scalar(select(DeadLetterQueue.state).where(DeadLetterQueue.id == letter_id))
    end_reading()
    if state != DeadLetterState.DEAD:
        _refuse(letter_id)


def _refuse(letter_id: int) -> NoReturn:
    row = db.session.execute(
        select(DeadLetterQueue.state, DeadLetterQueue.settled_by, DeadLetterQueue.settled_at).where(
            DeadLetterQueue.id == letter_id
        )
    ).first()
    end_reading()
    if row is None:
        raise Conflict(f"The dead letter {letter_id} was deleted by retention in the meantime.")
    state, by, at = row
    if not by or at is None:
        raise Conflict(f"The dead letter {letter_id} is {state}.")
    raise AlreadyDone("restored" if state == DeadLetterState.DEAD else state, by=by, at=at)
