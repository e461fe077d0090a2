"""Pausing schedules: persisted, with an end or without, and no second time."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from fsp.errors import Conflict, NotFound
from fsp.gates.pauses import Pause
from fsp.handlers import catalogue  # noqa: F401
from fsp.schedules.pauses import pause_schedule, read_last_pauses, read_schedule_pauses, resume_schedule

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_pause_holds_until_its_end(core: Flask) -> None:
    pause_schedule("clean-up", Pause("ada", "the disk is full", NOW, NOW + HOUR))

    assert list(read_schedule_pauses(NOW)) == ["clean-up"]
    assert read_schedule_pauses(NOW + HOUR) == {}
    assert read_last_pauses()["clean-up"].reason == "the disk is full"


def test_it_is_ended_by_hand_once(core: Flask) -> None:
    pause_schedule("clean-up", Pause("ada", "", NOW))

    resume_schedule("clean-up", NOW + HOUR)

    assert read_schedule_pauses(NOW + HOUR) == {}
    with pytest.raises(Conflict, match="is not paused"):
        resume_schedule("clean-up", NOW + HOUR)


def test_nobody_pauses_over_another(core: Flask) -> None:
    pause_schedule("clean-up", Pause("ada", "", NOW))

    with pytest.raises(Conflict, match="by ada"):
        pause_schedule("clean-up", Pause("ben", "", NOW))
    resume_schedule("clean-up", NOW + HOUR)
    pause_schedule("clean-up", Pause("ben", "", NOW + HOUR))

    assert read_schedule_pauses(NOW + HOUR)["clean-up"].by == "ben"


def test_an_unknown_schedule_is_not_found(core: Flask) -> None:
    with pytest.raises(NotFound):
        pause_schedule("nothing", Pause("ada", "", NOW))
