"""Wilson's lower bound."""

import pytest

from fsp.conditions.rates import lower_bound


@pytest.mark.parametrize(
    ("events", "total", "bound"), [(0, 0, 0), (0, 10, 0), (10, 10, 0.787), (5, 10, 0.269), (50, 100, 0.419)]
)
def test_it_is_below_the_rate_and_nears_it_with_more_events(events: int, total: int, bound: float) -> None:
    assert lower_bound(events, total) == pytest.approx(bound, abs=0.001)
