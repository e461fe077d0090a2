"""A host whose clock is wrong: everything in this process that asks for the time of day is told another one."""

from datetime import datetime, timedelta, tzinfo

import pytest

from fsp import clock


def set_clock_wrong(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let this host's clock be ahead by this much, or behind if it is negative; Redis's stays right."""

    class WrongClock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + by

        @classmethod
        def fromtimestamp(cls, timestamp: float, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(timestamp, tz)

    monkeypatch.setattr(clock, "datetime", WrongClock)
