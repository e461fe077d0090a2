"""The words of a report's figures."""

import pytest

from fsp.reporting.facts import delay_of
from fsp.reporting.words import compared, money


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (5, 5, "as many as before"),
        (5, 0, "none before"),
        (15, 10, "50 % more than 10 before"),
        (0, 10, "100 % fewer than 10 before"),
        (1999, 2000, "0.1 % fewer than 2\u202f000 before"),
    ],
)
def test_a_figure_is_compared_in_words(now: int, before: int, words: str) -> None:
    assert compared(now, before) == words


def test_percentiles_are_real_values() -> None:
    delay = delay_of([float(second) for second in range(1, 101)])

    assert delay
    assert (delay.posts, delay.p50, delay.p95, delay.p99) == (100, 50, 95, 99)
    assert delay_of([]) is None


def test_small_amounts_keep_their_digits() -> None:
    assert money(0.0123, "EUR") == "0.0123 EUR"
    assert money(1234.5, "USD") == "1,234.50 USD"
    assert money(None, "EUR") == "—"
