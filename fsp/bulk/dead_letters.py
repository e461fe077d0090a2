"""Dead letters in bulk: replayed, discarded or restored, by the filter of their page."""

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
from fsp.extensions import db, end_reading
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState


def selection_for(action: BulkAction, given: Mapping[str, str], *, now: datetime) -> Selection:
    """Return those a form or a call describes, in the state in which this can be done to them."""
    return selection_of(dict(given.items()) | {"state": state_for(action)}, now=now)


def state_for(action: BulkAction) -> DeadLetterState:
    """Return the state in which an action can be done."""
    return DeadLetterState.DISCARDED if action is BulkAction.RESTORE else DeadLetterState.DEAD


def letter_where(condition: ColumnElement[bool], state: DeadLetterState = DeadLetterState.DEAD) -> DeadLetterQueue:
    """Return a letter as it is now; raise NotFound if there is none, Conflict if it is in another state."""
    wanted = select(DeadLetterQueue).where(condition)
    letter = db.session.scalar(wanted.execution_options(populate_existing=True))
    end_reading()
    if letter is None:
        raise NotFound("it is not dead")
    if letter.state != state:
        raise Conflict(f"it was {'restored' if letter.state == DeadLetterState.DEAD else letter.state} meanwhile")
    return letter


def replay_letter(hand: Hand, letter: DeadLetterQueue) -> Done:
    """Replay one in its turn."""
    at = hand.next_start(letter.job_type)
    job_id = replay(hand.connection, letter, by=hand.by, now=hand.now, at=at)
    hand.has_begun(letter.job_type)
    return Done(job_id=job_id)


def discard_letter(hand: Hand, letter: DeadLetterQueue) -> Done:
    """Put one aside."""
    discard(letter, by=hand.by, now=hand.now)
    return Done()


def _numbered(target: str, state: DeadLetterState = DeadLetterState.DEAD) -> DeadLetterQueue:
    if not target.isdecimal():
        raise NotFound("its number is none")
    return letter_where(DeadLetterQueue.id == int(target), state)


def _restore(hand: Hand, target: str, _: str) -> Done:
    restore(_numbered(target, DeadLetterState.DISCARDED), by=hand.by, now=hand.now)
    return Done()


def _select(_: redis.Redis, action: BulkAction, given: Mapping[str, str], now: datetime) -> Chosen:
    selection = selection_for(action, given, now=now)
    return Chosen((str(number) for number in numbers(selection)), selection.in_words)


DEAD_LETTERS = Subject(
    name="dead-letters",
    one="dead letter",
    many="dead letters",
    audited_as=Action.BULK_DEAD_LETTERS,
    acts={
        BulkAction.REPLAY: lambda hand, target, _: replay_letter(hand, _numbered(target)),
        BulkAction.DISCARD: lambda hand, target, _: discard_letter(hand, _numbered(target)),
        BulkAction.RESTORE: _restore,
    },
    select=_select,
)
