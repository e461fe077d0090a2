"""Bulk actions on dead letters: replay, discard or restore all that match the filter of their page."""

from collections.abc import Mapping
from datetime import datetime

import redis
from sqlalchemy import ColumnElement, select

from fsp.audit.action import Action
from fsp.bulk.action import BulkAction
from fsp.bulk.hand import Done, Hand
from fsp.bulk.subject import Chosen, Subject
from fsp.dead_letters.replay import discard, replay, restore
from fsp.dead_letters.selection import Selection, numbers, selection_of
from fsp.errors import Conflict, NotFound
from fsp.jobs.replay_id import replay_job_id
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.stores import db, end_reading


def selection_for(action: BulkAction, fields: Mapping[str, str], *, now: datetime) -> Selection:
    """Return the selected dead letters in a state that allows the action."""
    return selection_of(dict(fields.items()) | {"state": state_for(action)}, now=now)


def state_for(action: BulkAction) -> DeadLetterState:
    """Return the state that an action requires."""
    return DeadLetterState.DISCARDED if action is BulkAction.RESTORE else DeadLetterState.DEAD


def replay_where(hand: Hand, condition: ColumnElement[bool]) -> Done:
    """Replay one dead letter."""
    letter, is_done = _found(hand, condition, DeadLetterState.DEAD, DeadLetterState.REPLAYED)
    if is_done:
        return Done(job_id=replay_job_id(letter.job_id, letter.replays))
    at = hand.next_start(letter.job_type)
    job_id = replay(hand.connection, letter, by=hand.by, now=hand.now, at=at)
    hand.has_begun(letter.job_type)
    return Done(job_id=job_id)


def discard_where(hand: Hand, condition: ColumnElement[bool]) -> Done:
    """Discard one dead letter."""
    letter, is_done = _found(hand, condition, DeadLetterState.DEAD, DeadLetterState.DISCARDED)
    if not is_done:
        discard(letter, by=hand.by, now=hand.now)
    return Done()


def restore_where(hand: Hand, condition: ColumnElement[bool]) -> Done:
    """Restore one dead letter."""
    letter, is_done = _found(hand, condition, DeadLetterState.DISCARDED, DeadLetterState.DEAD)
    if not is_done:
        restore(letter, by=hand.by, now=hand.now)
    return Done()


def _found(
    hand: Hand, condition: ColumnElement[bool], needs: DeadLetterState, becomes: DeadLetterState
) -> tuple[DeadLetterQueue, bool]:
    """Return a dead letter, and whether this operation already processed it before a crash.

    Raise NotFound if it does not exist, Conflict if someone else was first.
    """
    letter = db.session.scalar(select(DeadLetterQueue).where(condition).execution_options(populate_existing=True))
    end_reading()
    if letter is None:
        raise NotFound("not a dead letter")
    if letter.state == needs:
        return letter, False
    is_own = letter.settled_by == hand.by and letter.settled_at is not None and letter.settled_at >= hand.since
    if letter.state == becomes and is_own:
        return letter, True
    raise Conflict(f"changed in the meantime ({'restored' if letter.state == DeadLetterState.DEAD else letter.state})")


def _numbered(target: str) -> ColumnElement[bool]:
    if not target.isdecimal():
        raise NotFound("not a number")
    return DeadLetterQueue.id == int(target)


def _select(_: redis.Redis, action: BulkAction, fields: Mapping[str, str], now: datetime) -> Chosen:
    selection = selection_for(action, fields, now=now)
    return Chosen((str(number) for number in numbers(selection)), selection.in_words)


DEAD_LETTERS = Subject(
    name="dead-letters",
    singular="dead letter",
    plural="dead letters",
    audited_as=Action.BULK_DEAD_LETTERS,
    acts={
        BulkAction.REPLAY: lambda hand, target, _: replay_where(hand, _numbered(target)),
        BulkAction.DISCARD: lambda hand, target, _: discard_where(hand, _numbered(target)),
        BulkAction.RESTORE: lambda hand, target, _: restore_where(hand, _numbered(target)),
    },
    select=_select,
)
