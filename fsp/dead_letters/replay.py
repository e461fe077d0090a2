"""Replaying dead letters: as new jobs linked to the old, once each, paced, and never into a closed gate."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import redis
from sqlalchemy import select, update

from fsp.admission.gates import read_gates
from fsp.dead_letters.triage import MOST_REPLAYS, replay_job_id
from fsp.errors import Conflict, InvalidInput, NotFound, UnknownJobType
from fsp.extensions import db, end_reading
from fsp.jobs.priority import Priority
from fsp.jobs.registry import get_job_type
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.models.job_request import JobRequest
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys
from fsp.security.redaction import HIDDEN

PACE = timedelta(seconds=1)
"""Between two replays of one job type in one pass: at most 60 a minute."""

BATCH = 500


@dataclass(frozen=True)
class PassReport:
    """What one pass did with the dead letters that were due."""

    due: int
    replayed: int
    held_back: int


def find_dead_letter(letter_id: int) -> DeadLetterQueue:
    """Return a dead letter; raise NotFound if there is none of this number."""
    letter = db.session.get(DeadLetterQueue, letter_id)
    end_reading()
    if letter is None:
        raise NotFound(f"There is no dead letter {letter_id}; it may have been cleaned up.")
    return letter


def replay(
    connection: redis.Redis,
    letter: DeadLetterQueue,
    *,
    by: str,
    now: datetime,
    arguments: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> str:
    """Replay a dead letter, with edited arguments if given; return the new job's id.

    Raise Conflict if another was first, InvalidArguments or UnknownJobType if the job could not run.
    """
    wanted = arguments if arguments is not None else _arguments(connection, letter)
    checked = get_job_type(letter.job_type).validated(wanted)
    job_id = replay_job_id(letter.job_id, letter.replays + 1)
    _take(letter, DeadLetterState.REPLAYED, replays=letter.replays + 1, next_replay_at=None)
    # Written with the letter, so that a crash before the next line is healed by reconciling.
    db.session.add(
        JobRequest(job_id=job_id, job_type=letter.job_type, arguments=checked, requested_by=by, requested_at=at or now)
    )
    db.session.commit()
    enqueue(connection, letter.job_type, checked, job_id=job_id, at=at, priority=Priority.LOW, is_requested=True)
    return job_id


def edited_arguments(text: str) -> dict[str, Any]:
    """Return the arguments a person typed as JSON; raise InvalidInput if they are no object."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The arguments must be JSON: {error}.") from error
    if not isinstance(found, dict):
        raise InvalidInput(f"The arguments must be a JSON object in braces, got {text:.80}.")
    return found


def discard(letter: DeadLetterQueue) -> None:
    """Put a dead letter aside for good; raise Conflict if it was replayed or discarded meanwhile."""
    _take(letter, DeadLetterState.DISCARDED, next_replay_at=None)
    db.session.commit()


def replay_due(connection: redis.Redis, now: datetime) -> PassReport:
    """Replay what is due, paced within each type; a type that is paused or whose circuit is not closed waits."""
    due = db.session.scalars(
        select(DeadLetterQueue)
        .where(
            DeadLetterQueue.state == DeadLetterState.DEAD,
            DeadLetterQueue.next_replay_at <= now,
            DeadLetterQueue.replays < MOST_REPLAYS,
        )
        .order_by(DeadLetterQueue.next_replay_at, DeadLetterQueue.id)
        .limit(BATCH)
    ).all()
    end_reading()
    closed = {gate.job_type for gate in read_gates(connection, now) if gate.pause is None and gate.circuit == "closed"}
    begun: Counter[str] = Counter()
    for letter in due:
        if letter.job_type in closed and _replay_in_its_turn(connection, letter, now, begun[letter.job_type]):
            begun[letter.job_type] += 1
    return PassReport(len(due), begun.total(), len(due) - begun.total())


def _replay_in_its_turn(connection: redis.Redis, letter: DeadLetterQueue, now: datetime, turn: int) -> bool:
    try:
        replay(connection, letter, by="dead-letter-processing", now=now, at=now + PACE * turn if turn else None)
    except (Conflict, UnknownJobType):
        # Another pass was first, or the type is gone; the letter stays where a person finds it.
        db.session.rollback()
        return False
    return True


def _take(letter: DeadLetterQueue, state: DeadLetterState, **values: Any) -> None:
    taken = db.session.execute(
        update(DeadLetterQueue)
        .where(
            DeadLetterQueue.id == letter.id,
            DeadLetterQueue.state == DeadLetterState.DEAD,
            DeadLetterQueue.replays == letter.replays,
        )
        .values(state=state, **values)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict(f"The dead letter {letter.job_id} was replayed or discarded meanwhile; reload the page.")


def _arguments(connection: redis.Redis, letter: DeadLetterQueue) -> dict[str, Any]:
    """Return the arguments as they were: the letter's own have secrets hidden."""
    if HIDDEN not in json.dumps(letter.arguments):
        return letter.arguments
    kept = cast(bytes | None, connection.hget(keys.job(letter.job_id), "fsp_arguments"))
    if kept is None:
        raise Conflict("The job's arguments held a secret that was not kept; replay it with the arguments given anew.")
    return cast(dict[str, Any], json.loads(kept))
