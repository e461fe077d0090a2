"""Counting in one process: counters end, and their number has a bound."""

from fsp.accounts.local_attempts import MAX_COUNTERS, LocalAttempts


def test_a_counter_ends_a_window_after_its_first_try() -> None:
    now = [0.0]
    attempts = LocalAttempts(lambda: now[0])

    first = [attempts.reserve([("a", 2)], 10.0) for _ in range(3)]
    now[0] = 9.0
    later = attempts.wait([("a", 2)])
    now[0] = 10.0

    assert (first, later, attempts.reserve([("a", 2)], 10.0)) == ([0, 0, 10.0], 1.0, 0)


def test_all_counters_take_a_try_or_none() -> None:
    attempts = LocalAttempts()
    attempts.reserve([("a", 1)], 10.0)

    assert attempts.reserve([("a", 1), ("b", 1)], 10.0) > 0
    assert attempts.wait([("b", 1)]) == 0


def test_made_up_names_take_no_more_memory() -> None:
    attempts = LocalAttempts()

    for number in range(MAX_COUNTERS + 10):
        attempts.add(str(number), 10.0)

    assert attempts.add("0", 10.0) == 1
    assert attempts.add(str(MAX_COUNTERS), 10.0) == 2
