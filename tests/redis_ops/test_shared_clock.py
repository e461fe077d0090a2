"""The shared clock: what it says does not depend on the host that asks."""

from datetime import UTC, datetime, timedelta

import pytest
import redis

from fsp.clock import utc_now
from fsp.redis_ops import shared_clock
from fsp.redis_ops.shared_clock import best_now, corrected, is_off, read_skew, shared_now
from tests.away import redis_away
from tests.wrong_clock import set_clock_wrong

HOUR = timedelta(hours=1)
CLOSE = timedelta(seconds=2)


@pytest.mark.parametrize("wrong", [HOUR, -HOUR])
def test_a_wrong_clock_is_measured_and_changes_nothing(
    redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    set_clock_wrong(monkeypatch, wrong)
    right = datetime.now(UTC)

    assert abs(shared_now(redis_client) - right) < CLOSE
    assert abs(best_now(redis_client) - right) < CLOSE
    assert abs(read_skew(redis_client) - wrong) < CLOSE


def test_a_clock_that_agrees_is_left_as_it_is(redis_client: redis.Redis) -> None:
    assert corrected(redis_client, utc_now) is utc_now


@pytest.mark.parametrize(
    ("right_at_question", "expected"), [(0, 0), (70, 0), (80, 10), (-5, -5)], ids=["early", "late", "slow", "fast"]
)
def test_an_answer_that_takes_long_is_no_wrong_clock(
    monkeypatch: pytest.MonkeyPatch, right_at_question: int, expected: int
) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    clock = iter((noon, noon + timedelta(seconds=70)))
    monkeypatch.setattr(shared_clock, "utc_now", lambda: next(clock))
    monkeypatch.setattr(shared_clock, "shared_now", lambda _: noon + timedelta(seconds=right_at_question))

    assert read_skew(redis_away()).total_seconds() == -expected


def test_without_redis_the_hosts_own_clock_is_the_best_there_is() -> None:
    assert corrected(redis_away(), utc_now) is utc_now


@pytest.mark.parametrize(("seconds", "off"), [(0, False), (60, False), (61, True), (-60, False), (-61, True)])
def test_more_than_a_minute_either_way_is_off(seconds: int, off: bool) -> None:
    assert is_off(timedelta(seconds=seconds)) is off
