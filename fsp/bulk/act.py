"""Doing one action to one job: done, skipped because it changed meanwhile, or failed; and why."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import redis
from sqlalchemy import select

from fsp.bulk.action import BulkAction
from fsp.bulk.again import run_again
from fsp.dead_letters.replay import discard, replay
from fsp.dead_letters.triage import root_job_id
from fsp.errors import Conflict, FspError, NotFound
from fsp.extensions import db, end_reading
from fsp.jobs.priority import Priority
from fsp.models.bulk_operation import ItemOutcome
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.queueing.cancel import cancel
from fsp.queueing.move import move

PACE = timedelta(milliseconds=100)
"""Between two replays of one job type: ten a second, so that a mended fault is not broken again at once."""


@dataclass(frozen=True)
class Done:
    """What became of one job."""

    outcome: ItemOutcome = ItemOutcome.DONE
    reason: str = ""
    job_id: str | None = None


@dataclass
class Hand:
    """Does one action to job after job, for one person."""

    connection: redis.Redis
    action: BulkAction
    by: str
    now: datetime
    _begun: Counter[str] = field(default_factory=Counter)

    def act(self, target: str, *, new_id: str) -> Done:
        """Do it; raises nothing that belongs to the job alone. A new job gets this id, the same if done twice."""
        try:
            return self._act(target, new_id)
        except (Conflict, NotFound) as error:
            db.session.rollback()
            return Done(ItemOutcome.SKIPPED, _general(error, target))
        except FspError as error:
            db.session.rollback()
            return Done(ItemOutcome.FAILED, _general(error, target))

    def _act(self, target: str, new_id: str) -> Done:
        match self.action:
            case BulkAction.RETRY:
                return self._retry(_letter(target))
            case BulkAction.DISCARD:
                discard(_letter(target), by=self.by, now=self.now)
                return Done()
            case BulkAction.CANCEL:
                is_done = cancel(self.connection, target, by=self.by)
                return Done(reason="" if is_done else "its worker ends it")
            case BulkAction.AGAIN:
                return Done(job_id=run_again(self.connection, target, by=self.by, job_id=new_id))
            case BulkAction.FRONT:
                move(self.connection, target, to=None)
                return Done()
            case BulkAction.HIGH | BulkAction.MEDIUM | BulkAction.LOW:
                move(self.connection, target, to=Priority(self.action.value))
                return Done()

    def _retry(self, letter: DeadLetterQueue) -> Done:
        at = self.now + PACE * self._begun[letter.job_type]
        job_id = replay(self.connection, letter, by=self.by, now=self.now, at=at if at > self.now else None)
        self._begun[letter.job_type] += 1
        return Done(job_id=job_id)


def _letter(job_id: str) -> DeadLetterQueue:
    wanted = select(DeadLetterQueue).where(DeadLetterQueue.job_id == root_job_id(job_id))
    letter = db.session.scalar(wanted.execution_options(populate_existing=True))
    end_reading()
    if letter is None:
        raise NotFound("it is not dead")
    if letter.state != DeadLetterState.DEAD:
        raise Conflict(f"it was {letter.state} meanwhile")
    return letter


def _general(error: FspError, target: str) -> str:
    """Return the reason without the id, so that like ones are counted together."""
    return str(error).replace(f'"{target}"', "of this id").replace(target, "it")[:300]
