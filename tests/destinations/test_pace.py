"""When posts go live under a rate: never more than allowed in any window, in order, and no later than needed."""

import random
from datetime import UTC, datetime, timedelta

from fsp.destinations.pace import last_of_queue, live_times
from fsp.jobs.rate import Rate

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
SEED = 41


def seconds(due: list[int], rate: Rate) -> list[int]:
    times = live_times([START + timedelta(seconds=each) for each in due], rate)
    return [round((time - START).total_seconds()) for time in times]


def test_posts_wait_for_the_window() -> None:
    assert seconds([0, 0, 0, 0, 0], Rate(2, 60)) == [0, 0, 60, 60, 120]
    assert seconds([0, 0, 0, 300, 301], Rate(2, 60)) == [0, 0, 60, 300, 301]
    assert seconds([], Rate(2, 60)) == []


def test_the_last_one_of_a_queue_is_known() -> None:
    due = [START + timedelta(seconds=each) for each in (0, 0, 0, 0, 0, 300, 300, 300)]
    live = live_times(due, Rate(2, 60))

    assert [last_of_queue(due, live, index) for index in range(8)] == [0, 4, 4, 4, 4, 5, 7, 7]


def test_no_window_has_more_than_the_rate_and_nobody_waits_for_nothing() -> None:
    randomness = random.Random(SEED)
    for _ in range(200):
        due = sorted(randomness.randrange(600) for _ in range(randomness.randrange(1, 40)))
        units, window = randomness.randrange(1, 5), randomness.randrange(10, 120)
        live = seconds(due, Rate(units, window))
        assert live == sorted(live)
        assert all(later >= at + window for at, later in zip(live, live[units:], strict=False))
        for index, (at, wanted_at) in enumerate(zip(live, due, strict=True)):
            is_free = index < units or live[index - units] + window < at
            assert at == wanted_at or not is_free or (index and live[index - 1] == at)
