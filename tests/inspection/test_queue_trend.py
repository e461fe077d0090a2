"""The growth of a queue is the least-squares slope of its samples; it gives the time until the queue is empty."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.inspection.queue_trend import Point, growth_per_minute, seconds_to_empty

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def points(*waiting: int, seconds: int = 15) -> list[Point]:
    return [(NOON + timedelta(seconds=seconds * number), count) for number, count in enumerate(waiting)]


@pytest.mark.parametrize(
    ("waiting", "growth"),
    [((100, 90, 80, 70, 60), -40.0), ((10, 20, 30), 40.0), ((7, 7, 7, 7), 0.0), ((9, 5), -16.0)],
)
def test_an_even_change_is_its_growth(waiting: tuple[int, ...], growth: float) -> None:
    assert growth_per_minute(points(*waiting)) == pytest.approx(growth)


def test_a_burst_between_two_samples_does_not_decide() -> None:
    steady = growth_per_minute(points(100, 90, 80, 70, 60))
    with_burst = growth_per_minute(points(100, 90, 95, 70, 60))

    assert with_burst == pytest.approx(steady)


def test_all_samples_count_and_not_only_the_first_and_the_last() -> None:
    assert growth_per_minute(points(100, 100, 100, 100, 60)) == pytest.approx(-32.0)


def test_samples_that_are_not_evenly_spaced_count_at_their_times() -> None:
    uneven = [(NOON + timedelta(seconds=second), 100 - second) for second in (0, 1, 2, 60, 90)]

    assert growth_per_minute(uneven) == pytest.approx(-60.0)


@pytest.mark.parametrize("of_one_time", [[], points(5), [(NOON, 5), (NOON, 9)]])
def test_without_two_times_the_growth_is_unknown(of_one_time: list[Point]) -> None:
    assert growth_per_minute(of_one_time) is None


@pytest.mark.parametrize(
    ("waiting", "growth", "seconds"),
    [(80, -4.0, 1200.0), (0, None, 0.0), (0, 5.0, 0.0), (9, 0.0, None), (9, 3.0, None), (9, None, None)],
)
def test_a_queue_that_shrinks_has_a_time_to_empty(waiting: int, growth: float | None, seconds: float | None) -> None:
    assert seconds_to_empty(waiting, growth) == seconds
