"""Bulk operations: counted once, confirmed, undone or begun but never both, and dealt with once."""

from datetime import timedelta

import pytest
import redis
from flask import Flask

from fsp.bulk import operation as operations
from fsp.bulk.action import BulkAction
from fsp.bulk.operation import (
    abort,
    begin,
    find_operation,
    finish,
    items,
    job_id_of,
    prepare,
    prepare_and_start,
    recent,
    start,
    undo,
)
from fsp.clock import utc_now
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.bulk_operation import BulkOperation
from fsp.queueing.jobs import waiting_jobs

IDS = [f"job-{number}" for number in range(5)]


def prepared(action: BulkAction = BulkAction.CANCEL, ids: list[str] | None = None) -> BulkOperation:
    return prepare(action, IDS if ids is None else ids, words="all", by="ada", now=utc_now())


def test_what_is_counted_is_frozen_each_once(core: Flask) -> None:
    operation = prepared(ids=[*IDS, "job-0"])

    assert operation.total == 5
    assert [item.target for item in items(operation.id)] == IDS
    assert [found.id for found in recent()] == [operation.id]


def test_nothing_and_too_much_are_refused(core: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MOST", 3)

    for ids in ([], IDS):
        with pytest.raises(InvalidInput):
            prepared(ids=ids)
    assert recent() == []


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
    one = prepare_and_start(BulkAction.CANCEL, IDS, words="all", by="a", now=utc_now())
    other = prepare_and_start(BulkAction.CANCEL, IDS, words="all", by="a", now=utc_now())

    assert undo(one.id, now=utc_now()).state == "undone"
    assert undo(one.id, now=utc_now()).state == "undone"
    assert not begin(one.id)
    assert begin(other.id)
    with pytest.raises(Conflict, match="running"):
        undo(other.id, now=utc_now())


def test_only_what_runs_is_stopped(core: Flask) -> None:
    operation = prepare_and_start(BulkAction.CANCEL, IDS, words="all", by="a", now=utc_now())
    with pytest.raises(Conflict):
        abort(operation.id, now=utc_now())
    begin(operation.id)

    assert abort(operation.id, now=utc_now()).state == "aborted"
    finish(operation.id, now=utc_now())
    assert find_operation(operation.id).state == "aborted"


def test_an_unknown_one_is_not_found(core: Flask) -> None:
    with pytest.raises(NotFound):
        find_operation("x")
