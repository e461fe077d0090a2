"""Replaying dead letters: as new jobs linked to the old, once each, paced, and never into a closed gate."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import redis
from sqlalchemy import select, update

from fsp.admission.gates import read_gates
from fsp.dead_letters.triage import MOST_REPLAYS, next_replay_at, replay_job_id
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
    wanted = kept_arguments(connection, letter, letter.arguments if arguments is None else arguments)
    checked = get_job_type(letter.job_type).validated(wanted)
    job_id = replay_job_id(letter.job_id, letter.replays + 1)
    _take(letter, DeadLetterState.REPLAYED, by=by, now=now, replays=letter.replays + 1, next_replay_at=None)
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


def discard(letter: DeadLetterQueue, *, by: str, now: datetime) -> None:
    """Put a dead letter aside; raise Conflict if it was replayed or discarded meanwhile."""
    _take(letter, DeadLetterState.DISCARDED, by=by, now=now, next_replay_at=None)
    db.session.commit()


def restore(letter: DeadLetterQueue, *, by: str, now: datetime) -> None:
    """Take a discarded letter back, to be replayed again as its reason says; raise Conflict if it is not discarded."""
    again = next_replay_at(reason=letter.reason, replays=letter.replays, now=now)
    _take(letter, DeadLetterState.DEAD, by=by, now=now, needs=DeadLetterState.DISCARDED, next_replay_at=again)
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


def _take(
    letter: DeadLetterQueue,
    state: DeadLetterState,
    *,
    by: str,
    now: datetime,
    needs: DeadLetterState = DeadLetterState.DEAD,
    **values: Any,
) -> None:
    one = DeadLetterQueue
    taken = db.session.execute(
        update(one)
        .where(one.id == letter.id, one.state == needs, one.replays == letter.replays)
        .values(state=state, settled_by=by, settled_at=now, **values)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict(_who_was_first(letter.id))


def _who_was_first(letter_id: int) -> str:
    found = db.session.execute(
        select(DeadLetterQueue.state, DeadLetterQueue.settled_by, DeadLetterQueue.settled_at).where(
            DeadLetterQueue.id == letter_id
        )
    ).first()
    end_reading()
    if found is None:
        return f"The dead letter {letter_id} was cleaned up meanwhile."
    state, by, at = found
    done = "restored" if state == DeadLetterState.DEAD else state
    return f"Already {done} by {by} at {at:%H:%M} UTC." if by else f"The dead letter {letter_id} is {state}."


def kept_arguments(connection: redis.Redis, letter: DeadLetterQueue, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with the secrets put back that the letter itself hides; raise Conflict if they were not kept."""
    hidden = [name for name, value in wanted.items() if HIDDEN in json.dumps(value)]
    if not hidden:
        return wanted
    kept = cast(bytes | None, connection.hget(keys.job(letter.job_id), "fsp_arguments"))
    if kept is None or any(wanted[name] != letter.arguments.get(name) for name in hidden):
        raise Conflict("The job's arguments held a secret that was not kept; replay it with the arguments given anew.")
    known = json.loads(kept)
    return wanted | {name: known.get(name) for name in hidden}
