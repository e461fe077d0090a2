"""The schedule: every entry names a known job type and a cron expression that ticks."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.registry import get_job_type
from fsp.periodic.schedule import SCHEDULE, Entry, last_tick

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("entry", SCHEDULE, ids=lambda entry: entry.job_type)
def test_every_entry_can_run(entry: Entry) -> None:
    assert get_job_type(entry.job_type).validated({}) == {}
    assert last_tick(entry, after=NOON - timedelta(days=2), until=NOON) is not None


def test_a_tick_has_one_id_wherever_it_is_made() -> None:
    assert Entry("x", "* * * * *").tick_id(NOON) == "x-20260501T1200Z"


@pytest.mark.parametrize(("minutes", "tick"), [(0, None), (9, None), (10, 10), (25, 20)])
def test_the_latest_tick_is_found(minutes: int, tick: int | None) -> None:
    found = last_tick(Entry("x", "*/10 * * * *"), after=NOON, until=NOON + timedelta(minutes=minutes))

    assert found == (NOON + timedelta(minutes=tick) if tick else None)
