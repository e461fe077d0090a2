"""When a channel may be sent to: Slack one message a second, the others at once; and when a message is sent again."""

import pytest

from fsp.alerts.rate_limit import RateLimit, next_wait_seconds


class Time:
    """A clock that a pause moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def test_slack_is_sent_one_message_a_second() -> None:
    time = Time()
    rate_limit = RateLimit(lambda: time.now, time.pause)

    for _ in range(3):
        rate_limit.wait("slack")
        time.now += 0.25

    assert time.pauses == [0.75, 0.75]


def test_a_message_that_comes_late_enough_waits_for_nothing() -> None:
    time = Time()
    rate_limit = RateLimit(lambda: time.now, time.pause)

    rate_limit.wait("slack")
    time.now += 1.0
    rate_limit.wait("slack")

    assert time.pauses == []


def test_other_channels_are_sent_to_at_once_and_slack_does_not_hold_them_up() -> None:
    time = Time()
    rate_limit = RateLimit(lambda: time.now, time.pause)

    for channel in ("slack", "webhook", "webhook", "email"):
        rate_limit.wait(channel)

    assert time.pauses == []


def test_waits_grow_to_ten_minutes_and_stay() -> None:
    assert [next_wait_seconds(attempts, lambda: 0.0) for attempts in range(1, 8)] == [1, 5, 30, 120, 600, 600, 600]


@pytest.mark.parametrize(("random", "wait"), [(0.0, 30), (0.5, 33), (1.0, 36)])
def test_jitter_only_lengthens(random: float, wait: float) -> None:
    assert next_wait_seconds(3, lambda: random) == pytest.approx(wait)


def test_a_wait_the_service_names_is_the_least() -> None:
    assert next_wait_seconds(1, lambda: 0.0, retry_after_seconds=7) == 7
    assert next_wait_seconds(5, lambda: 0.0, retry_after_seconds=7) == 600
