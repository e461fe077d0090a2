"""Bulk actions on jobs: retry, run again, cancel, discard or move all that match the filter of their page."""

from collections.abc import Mapping
from datetime import datetime

import redis
from sqlalchemy import ColumnElement

from fsp.audit.action import Action
from fsp.bulk.action import BulkAction
from fsp.bulk.again import run_again
from fsp.bulk.dead_letters import discard_where, replay_where
from fsp.bulk.hand import Done, Hand
from fsp.bulk.select import matching
from fsp.bulk.subject import Act, Chosen, Subject
from fsp.history.job_query import filter_of
from fsp.jobs.priority import Priority
from fsp.jobs.replay_id import root_job_id
from fsp.models.dead_letter import DeadLetterQueue
from fsp.queueing.cancel import cancel
from fsp.queueing.move import move


def _letter(job_id: str) -> ColumnElement[bool]:
    return DeadLetterQueue.job_id == root_job_id(job_id)


def _cancel(hand: Hand, target: str, _: str) -> Done:
    is_done = cancel(hand.connection, target, by=hand.by)
    return Done(reason="" if is_done else "the worker is stopping it")


def _move(to: Priority | None) -> Act:
    def act(hand: Hand, target: str, _: str) -> Done:
        move(hand.connection, target, to=to)
        return Done()

    return act


def _select(connection: redis.Redis, action: BulkAction, fields: Mapping[str, str], _: datetime) -> Chosen:
    job_filter = filter_of(fields)
    return Chosen(matching(connection, action, job_filter), job_filter.in_words)


JOBS = Subject(
    name="jobs",
    singular="job",
    plural="jobs",
    audited_as=Action.START_BULK,
    acts={
        BulkAction.RETRY: lambda hand, target, _: replay_where(hand, _letter(target)),
        BulkAction.AGAIN: lambda hand, target, new_id: Done(
            job_id=run_again(hand.connection, target, by=hand.by, job_id=new_id)
        ),
        BulkAction.CANCEL: _cancel,
        BulkAction.DISCARD: lambda hand, target, _: discard_where(hand, _letter(target)),
        BulkAction.FRONT: _move(None),
        BulkAction.HIGH: _move(Priority.HIGH),
        BulkAction.MEDIUM: _move(Priority.MEDIUM),
        BulkAction.LOW: _move(Priority.LOW),
    },
    select=_select,
)
