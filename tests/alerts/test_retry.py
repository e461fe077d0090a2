"""When a message is sent again."""

import pytest

from fsp.alerts.retry import next_wait_seconds


def test_waits_grow_to_ten_minutes_and_stay() -> None:
    assert [next_wait_seconds(attempts, lambda: 0.0) for attempts in range(1, 8)] == [1, 5, 30, 120, 600, 600, 600]


@pytest.mark.parametrize(("random", "wait"), [(0.0, 30), (0.5, 33), (1.0, 36)])
def test_jitter_only_lengthens(random: float, wait: float) -> None:
    assert next_wait_seconds(3, lambda: random) == pytest.approx(wait)


def test_a_wait_the_service_names_is_the_least() -> None:
    assert next_wait_seconds(1, lambda: 0.0, retry_after_seconds=7) == 7
    assert next_wait_seconds(5, lambda: 0.0, retry_after_seconds=7) == 600
