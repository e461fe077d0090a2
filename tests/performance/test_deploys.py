"""Deploy marks: one for each new version however many workers bring it, and the nearest one to a moment."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from fsp.errors import InvalidInput
from fsp.performance.deploys import deploy_of, mark_deploy, mark_if_new, nearest_deploy, read_deploys, version_at
from fsp.stores import db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def test_a_version_is_marked_when_it_is_not_the_last_one(core: Flask) -> None:
    for hours, version in enumerate(["1", "1", "2", "2", "1"]):
        mark_if_new(version, by="worker", now=at(hours))

    assert [(mark.version, mark.at) for mark in read_deploys()] == [("1", at(0)), ("2", at(2)), ("1", at(4))]


def test_of_workers_that_start_at_once_one_marks(core: Flask) -> None:
    mark_deploy("1", by="ada", now=NOW)
    ready = threading.Barrier(8)

    def start() -> None:
        with core.app_context():
            ready.wait(30)
            mark_if_new("2", by="worker", now=at(1))
            db.session.remove()

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [mark.version for mark in read_deploys()] == ["1", "2"]


@pytest.mark.parametrize("version", ["", "  ", "v" * 101])
def test_a_version_that_is_none_is_refused(core: Flask, version: str) -> None:
    with pytest.raises(InvalidInput):
        mark_deploy(version, by="ada", now=NOW)


def test_the_nearest_mark_may_be_before_or_after(core: Flask) -> None:
    marks = [mark_deploy(str(hours), by="ada", now=at(hours)) for hours in (0, 10, 11)]

    near = [nearest_deploy(marks, at(hours)) for hours in (-1, 4, 6, 10.4, 200)]

    assert [mark.version if mark else None for mark in near] == ["0", "0", "10", "10", None]


def test_the_version_at_a_moment_is_that_of_the_last_mark_before(core: Flask) -> None:
    marks = [mark_deploy(str(hours), by="ada", now=at(hours)) for hours in (0, 10)]

    assert [version_at(marks, at(hours)) for hours in (-1, 0, 9, 10)] == ["", "0", "0", "10"]


def test_marks_are_read_by_time(core: Flask) -> None:
    for hours in range(5):
        mark_deploy(str(hours), by="ada", now=at(hours))

    deploys = read_deploys(since=at(1), until=at(4), limit=2)

    assert [mark.version for mark in deploys] == ["2", "3"]


def test_a_run_belongs_to_the_deploy_of_its_version_or_to_the_last_one_before_it(core: Flask) -> None:
    marks = [mark_deploy(version, by="ada", now=at(hours)) for hours, version in ((0, "1"), (5, "2"), (9, "1"))]

    deploys = [
        deploy_of(marks, *asked) for asked in (("1", at(6)), ("2", at(6)), ("1", at(10)), ("x", at(6)), ("1", at(-1)))
    ]

    assert deploys == [marks[0], marks[1], marks[2], marks[1], None]


def test_the_first_start_is_no_deploy(core: Flask) -> None:
    first = mark_if_new("1", by="worker on host", now=at(0))
    second = mark_if_new("2", by="worker on host", now=at(10))

    assert first
    assert second
    assert (first.is_first_start, second.is_first_start) == (True, False)
    assert nearest_deploy([first], at(1)) is None
    assert nearest_deploy([first, second], at(1)) == second
    assert not mark_deploy("3", by="ada", now=at(11)).is_first_start
