"""Bulk operations: counted once, confirmed, undone or begun but never both, and dealt with once."""

from datetime import timedelta

import pytest
import redis
from flask import Flask

from fsp.bulk.action import BulkAction
from fsp.bulk.jobs import JOBS
from fsp.bulk.operation import abort, begin, finish, job_id_of, prepare_and_start, start, undo
from fsp.bulk.prepare import prepare
from fsp.bulk.read import find_operation
from fsp.bulk.subject import Chosen
from fsp.clock import utc_now
from fsp.errors import Conflict, InvalidInput
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.bulk_operation import BulkOperation
from tests.inspection.waiting import waiting_jobs

IDS = [f"job-{number}" for number in range(5)]


def prepared(action: BulkAction = BulkAction.CANCEL) -> BulkOperation:
    return prepare(JOBS, action, Chosen(IDS, "all"), by="ada", now=utc_now())


def started() -> BulkOperation:
    return prepare_and_start(JOBS, BulkAction.CANCEL, Chosen(IDS, "all"), by="ada", now=utc_now())


def test_the_count_is_typed_for_what_gives_something_up(core: Flask) -> None:
    operation = prepared()

    with pytest.raises(InvalidInput, match="Type 5"):
        start(operation.id, confirmed="4", by="ada", now=utc_now())

    assert start(operation.id, confirmed="5", by="ada", now=utc_now()).state == "starting"


def test_a_few_are_retried_without_typing(core: Flask) -> None:
    operation = prepared(BulkAction.RETRY)

    assert start(operation.id, confirmed="", by="ada", now=utc_now()).state == "starting"


def test_a_second_click_changes_nothing(core: Flask, redis_client: redis.Redis) -> None:
    operation = prepared()
    now = utc_now()

    first = start(operation.id, confirmed="5", by="ada", now=now)
    second = start(operation.id, confirmed="5", by="bob", now=now + timedelta(seconds=3))

    assert (first.starts_at, second.requested_by) == (second.starts_at, "ada")
    assert first.starts_at is not None
    assert first.starts_at - now >= timedelta(seconds=5)
    assert [job.job_id for job in waiting_jobs(redis_client)] == [job_id_of(operation)]


def test_it_is_undone_until_it_begins_and_not_after(core: Flask) -> None:
    entry, other = started(), started()

    assert undo(entry.id, now=utc_now()).state == "undone"
    assert undo(entry.id, now=utc_now()).state == "undone"
    assert not begin(entry.id)
    assert begin(other.id)
    with pytest.raises(Conflict, match="running"):
        undo(other.id, now=utc_now())


def test_only_what_runs_is_stopped(core: Flask) -> None:
    operation = started()
    with pytest.raises(Conflict):
        abort(operation.id, now=utc_now())
    begin(operation.id)

    assert abort(operation.id, now=utc_now()).state == "aborted"
    finish(operation.id, now=utc_now())
    assert find_operation(operation.id).state == "aborted"
