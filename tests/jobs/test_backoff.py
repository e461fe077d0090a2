"""Backoff: doubled, capped, half of it random."""

from fsp.jobs.backoff import BASE_SECONDS, CAP_SECONDS, next_delay_seconds


def test_delays_double_up_to_the_cap() -> None:
    longest = [next_delay_seconds(failures, lambda: 1.0) for failures in range(1, 12)]

    assert longest[:3] == [BASE_SECONDS, 2 * BASE_SECONDS, 4 * BASE_SECONDS]
    assert longest[-1] == CAP_SECONDS


def test_at_least_half_of_the_delay_is_kept() -> None:
    assert next_delay_seconds(1, lambda: 0.0) == BASE_SECONDS / 2
    assert next_delay_seconds(0, lambda: 0.0) == BASE_SECONDS / 2


def test_many_failures_do_not_overflow() -> None:
    assert next_delay_seconds(1000, lambda: 1.0) == CAP_SECONDS
