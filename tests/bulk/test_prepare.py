"""Counting: what is counted is frozen, each once, and a form that is sent twice is one operation."""

import pytest
from flask import Flask

from fsp.bulk import prepare as preparing
from fsp.bulk.action import BulkAction
from fsp.bulk.dead_letters import DEAD_LETTERS
from fsp.bulk.jobs import JOBS
from fsp.bulk.prepare import prepare
from fsp.bulk.read import items, recent
from fsp.bulk.subject import Chosen
from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.models.bulk_operation import BulkOperation

IDS = [f"job-{number}" for number in range(5)]


def prepared(ids: list[str], **more: object) -> BulkOperation:
    return prepare(JOBS, BulkAction.CANCEL, Chosen(ids, "all"), by="ada", now=utc_now(), **more)  # type: ignore[arg-type]


def test_what_is_counted_is_frozen_each_once(core: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "BATCH", 2)

    operation = prepared([*IDS, "job-0"])

    assert operation.total == 5
    assert [(item.number, item.target) for item in items(operation.id)] == list(enumerate(IDS, start=1))
    assert [result.id for result in recent()] == [operation.id]


def test_nothing_and_too_much_are_refused(core: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "MOST", 3)

    for ids in ([], IDS):
        with pytest.raises(InvalidInput):
            prepared(ids)
    assert recent() == []


def test_a_form_that_is_sent_twice_is_one_operation(core: Flask) -> None:
    first, second = prepared(IDS, once="form"), prepared(IDS[:2], once="form")

    assert (first.id, second.id, second.total) == ("form", "form", 5)


def test_a_pace_that_is_none_is_refused(core: Flask) -> None:
    with pytest.raises(InvalidInput, match="per minute"):
        prepared(IDS, per_minute=0)


def test_what_cannot_be_done_to_these_is_refused(core: Flask) -> None:
    with pytest.raises(InvalidInput, match="replay, discard, restore"):
        prepare(DEAD_LETTERS, BulkAction.CANCEL, Chosen(["1"], "all"), by="ada", now=utc_now())
