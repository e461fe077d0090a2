"""Backoff: doubled, capped, part of it random."""

import random

import pytest

from fsp.jobs.backoff import DEFAULT_BACKOFF, Backoff


def test_delays_double_up_to_the_cap() -> None:
    longest = [DEFAULT_BACKOFF.delay_seconds(failures, lambda: 1.0) for failures in range(1, 12)]

    assert longest[:3] == [5, 10, 20]
    assert longest[-1] == 600


def test_half_of_the_delay_is_kept_by_default_and_none_with_full_jitter() -> None:
    assert DEFAULT_BACKOFF.span_seconds(1) == (2.5, 5)
    assert DEFAULT_BACKOFF.span_seconds(0) == (2.5, 5)
    assert Backoff(least_ratio=0).delay_seconds(3, lambda: 0.0) == 0


def test_many_failures_do_not_overflow() -> None:
    assert DEFAULT_BACKOFF.delay_seconds(5000, lambda: 1.0) == 600


@pytest.mark.parametrize("backoff", [DEFAULT_BACKOFF, Backoff(least_ratio=0)])
@pytest.mark.parametrize("failures", [1, 4, 12])
def test_draws_are_uniform_over_their_span(backoff: Backoff, failures: int) -> None:
    chance, count = random.Random(19), 10_000
    least, most = backoff.span_seconds(failures)

    drawn = sorted((backoff.delay_seconds(failures, chance.random) - least) / (most - least) for _ in range(count))

    # Kolmogorov-Smirnov at 1 %: 1.628 / sqrt(n). Source: Stephens, JASA 69 (1974).
    distance = max(max((n + 1) / count - value, value - n / count) for n, value in enumerate(drawn))
    assert distance < 1.628 / count**0.5


@pytest.mark.parametrize("numbers", [{"base_seconds": 0}, {"cap_seconds": 1}, {"least_ratio": 1.1}])
def test_senseless_numbers_are_refused(numbers: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a backoff needs"):
        Backoff(**numbers)
