"""Searching: the exact set, newest first, page by page, on both databases; what was not looked at is said."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.core import core_app
from fsp.handlers import catalogue  # noqa: F401
from fsp.history import search as searching
from fsp.history.job_query import filter_of
from fsp.history.query_timeout import TookTooLong, time_limit
from fsp.history.rows import find, reading_of
from fsp.history.search import Count, count, search
from fsp.models.job_history import JobHistory
from fsp.settings import Settings
from fsp.stores import db
from testbed.dataset.ended import fill_ended

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def rows(request: pytest.FixtureRequest, settings: Settings, redis_client: redis.Redis) -> Iterator[list[JobHistory]]:
    """Return 400 ended jobs over thirty days, newest first; 70 of them failed, of seven causes."""
    if request.param == "sqlite":
        app: Flask = request.getfixturevalue("core")
    else:
        app = core_app(Settings(**{**vars(settings), "database_url": request.getfixturevalue("postgres_server")}))
    with app.app_context():
        db.drop_all()
        db.create_all()
        fill_ended(Random(3), count=400, failures=70, now=NOW)
        results = list(db.session.scalars(select(JobHistory).order_by(JobHistory.id.desc())))
        db.session.commit()
        yield results
        db.session.remove()
        db.engine.dispose()


def ids(query: dict[str, str]) -> list[str]:
    return [row.job_id for row in search(filter_of(query), now=NOW, limit=1000).rows]


def test_every_filter_returns_the_exact_set_newest_first(rows: list[JobHistory]) -> None:
    entry = next(row for row in rows if row.error_class == "OSError")
    label = next(row for row in rows if any(label.startswith("tag:") for label in row.labels)).labels
    project = next(value for value in label if value.startswith("args."))
    tag = next(value for value in label if value.startswith("tag:"))
    since = NOW - timedelta(days=3)
    checks = {
        "": lambda row: True,
        "state=failed": lambda row: row.state == "failed",
        "type=export-data": lambda row: row.job_type == "export-data",
        "queue=high": lambda row: row.queue == "high",
        f"q={tag}": lambda row: tag in row.labels,
        f"q={project}": lambda row: project in row.labels,
        f"q={tag} {project}": lambda row: {tag, project} <= set(row.labels),
        "q=error:OSError": lambda row: row.error_class == "OSError",
        f"q=fingerprint:{entry.fingerprint}": lambda row: row.fingerprint == entry.fingerprint,
        f"q=id:{entry.job_id[:16]}": lambda row: row.job_id.startswith(entry.job_id[:16]),
        f"since={since.isoformat()}": lambda row: row.ended_at >= since,
        f"until={since.isoformat()}": lambda row: row.ended_at < since,
        f"state=failed&q={tag}": lambda row: row.state == "failed" and tag in row.labels,
    }

    for query, is_wanted in checks.items():
        parts = dict(part.split("=", 1) for part in query.split("&") if part)
        assert ids(parts) == [row.job_id for row in rows if is_wanted(row)], query


def test_pages_follow_each_other_without_gap_or_double(rows: list[JobHistory]) -> None:
    expected, before, results = filter_of({"type": "content-generation"}), None, []
    for _ in range(20):
        page = search(expected, now=NOW, limit=25, before=before)
        results += [row.job_id for row in page.rows]
        before = page.older
        if before is None:
            break

    assert results == [row.job_id for row in rows if row.job_type == "content-generation"]


def test_text_is_looked_for_in_a_day_and_the_answer_says_so(rows: list[JobHistory]) -> None:
    today = search(filter_of({"q": "refused"}), now=NOW, limit=100)
    earlier = rows[200].ended_at
    that_day = search(filter_of({"q": "exports", "until": earlier.isoformat()}), now=NOW, limit=100)

    assert "last 24 hours" in today.bound
    assert all(NOW - row.ended_at <= timedelta(hours=24) and "refused" in row.error_message for row in today.rows)
    assert all(earlier - timedelta(hours=24) <= row.ended_at < earlier for row in that_day.rows)


def test_a_percent_sign_is_only_itself(rows: list[JobHistory]) -> None:
    assert search(filter_of({"q": "100%"}), now=NOW, limit=10).rows == []


def test_a_count_above_the_cap_says_so(rows: list[JobHistory]) -> None:
    exact = count(filter_of({"state": "failed"}), now=NOW)

    capped = count(filter_of({"state": "failed"}), now=NOW, bounds=(50,))

    assert (exact, str(capped)) == (Count(70, is_capped=False), "50+")


def test_a_search_that_takes_too_long_is_limited_to_a_day(
    rows: list[JobHistory], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []

    def first_too_slow(seconds: float) -> AbstractContextManager[None]:
        asked.append(seconds)
        if len(asked) == 1:
            raise TookTooLong
        return time_limit(seconds)

    monkeypatch.setattr(searching, "time_limit", first_too_slow)

    result = search(filter_of({}), now=NOW, limit=1000)

    assert "24 hours" in result.bound
    assert [row.job_id for row in result.rows] == [
        row.job_id for row in rows if NOW - row.ended_at <= timedelta(days=1)
    ]


def test_one_job_is_found_and_read_as_others_are(rows: list[JobHistory]) -> None:
    row = find(rows[5].job_id)

    assert row is not None
    reading = reading_of(row)
    assert (reading.job_id, reading.status, reading.labels) == (rows[5].job_id, rows[5].state, tuple(rows[5].labels))
    assert find("none") is None
