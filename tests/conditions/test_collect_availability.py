"""Burn of the error budget from events as they are kept: M23's three cases, and probes alone."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.conditions.collect_availability import availability_of
from fsp.conditions.finding import Verdict
from fsp.conditions.rule import Rule
from fsp.conditions.rules.error_budget import ERROR_BUDGET_FAST, ERROR_BUDGET_SLOW
from fsp.conditions.snapshot import Snapshot
from fsp.metrics.service_spans import Events

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def verdict(events: list[Events], now: datetime) -> Verdict:
    reading = Snapshot(at=now, availability=availability_of(events, now))
    (finding,) = ERROR_BUDGET_FAST.find(reading) or []
    return finding.verdict


def steady(minutes: int, *, requests: int, errors: float) -> list[Events]:
    """Return three fine days, then `minutes` with this many errors of `requests` per five minutes."""
    start = int(NOON.timestamp())
    before = [Events(start - 300 * number, requests, 0, 10, 0) for number in range(1, 864)]
    return before + [Events(start + 60 * minute, requests, round(errors), 10, 0) for minute in range(0, minutes, 5)]


def test_a_steady_burn_of_twenty_times_pages_between_half_an_hour_and_an_hour() -> None:
    paged = [
        minutes
        for minutes in range(5, 95, 5)
        if verdict(steady(minutes, requests=500, errors=10), NOON + timedelta(minutes=minutes, seconds=3)) == "bad"
    ]

    assert 30 <= paged[0] <= 60
    assert paged == list(range(paged[0], 95, 5))


def test_three_minutes_without_service_page_at_the_next_evaluation() -> None:
    assert verdict(steady(5, requests=500, errors=300), NOON + timedelta(minutes=5, seconds=3)) is Verdict.BAD


def test_one_failed_request_of_a_hundred_an_hour_pages_nobody() -> None:
    for minutes in range(5, 365, 5):
        events = [
            Events(event.start, 8, int(event.start == int(NOON.timestamp())), 10, 0)
            for event in steady(minutes, requests=8, errors=0)
        ]
        assert verdict(events, NOON + timedelta(minutes=minutes, seconds=3)) is Verdict.FINE


def test_probes_alone_tell_of_an_outage_when_nobody_asks() -> None:
    start = int(NOON.timestamp())
    quiet = [Events(start - 300 * number, 0, 0, 10, 0) for number in range(1, 13)]

    assert verdict([*quiet, Events(start, 0, 0, 0, 10)], NOON + timedelta(minutes=5, seconds=3)) is Verdict.BAD


@pytest.mark.parametrize("rule", [ERROR_BUDGET_FAST, ERROR_BUDGET_SLOW])
def test_unknown_time_is_no_data(rule: Rule) -> None:
    reading = Snapshot(at=NOON, availability=availability_of([], NOON))

    (finding,) = rule.find(reading) or []

    assert finding.verdict is Verdict.NO_DATA
