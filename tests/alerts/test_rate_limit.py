"""The pace of channels: Slack one message a second, the others as fast as they answer."""

from fsp.alerts.rate_limit import Pace


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
    pace = Pace(lambda: time.now, time.pause)

    for _ in range(3):
        pace.keep("slack")
        time.now += 0.25

    assert time.pauses == [0.75, 0.75]


def test_a_message_that_comes_late_enough_waits_for_nothing() -> None:
    time = Time()
    pace = Pace(lambda: time.now, time.pause)

    pace.keep("slack")
    time.now += 1.0
    pace.keep("slack")

    assert time.pauses == []


def test_other_channels_are_sent_to_at_once_and_slack_does_not_hold_them_up() -> None:
    time = Time()
    pace = Pace(lambda: time.now, time.pause)

    for channel in ("slack", "webhook", "webhook", "email"):
        pace.keep(channel)

    assert time.pauses == []
