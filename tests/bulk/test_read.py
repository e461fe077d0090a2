"""Reading bulk actions: by id, and item by item."""

import pytest
from flask import Flask

from fsp.bulk.action import BulkAction
from fsp.bulk.jobs import JOBS
from fsp.bulk.prepare import prepare
from fsp.bulk.read import find_operation, items
from fsp.bulk.subject import Chosen
from fsp.clock import utc_now
from fsp.errors import NotFound


def test_an_unknown_one_is_not_found(core: Flask) -> None:
    with pytest.raises(NotFound):
        find_operation("x")


def test_items_come_page_by_page(core: Flask) -> None:
    chosen = Chosen([f"job-{number}" for number in range(5)], "all")
    operation = prepare(JOBS, BulkAction.FRONT, chosen, by="ada", now=utc_now())

    first = items(operation.id, limit=3)
    second = items(operation.id, after=first[-1].number, limit=3)

    assert [item.number for item in first + second] == [1, 2, 3, 4, 5]
    assert items(operation.id, outcome="done") == []
