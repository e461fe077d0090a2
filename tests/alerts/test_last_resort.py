"""Telling that the database is away, without a database."""

from pathlib import Path

from fsp.alerts.last_resort import FILE_NAME, tell_database_is_away, tell_database_is_back
from tests.alerts.steps import Clock, at, outside, webhook
from tests.alerts.told import reasons
from tests.receiver import Receiver


def away(minutes: float, receiver: Receiver, clock: Clock, folder: Path) -> bool:
    clock.moment = at(minutes)
    return tell_database_is_away([webhook(receiver)], outside(clock), folder)


def back(minutes: float, receiver: Receiver, clock: Clock, folder: Path) -> bool:
    clock.moment = at(minutes)
    return tell_database_is_back([webhook(receiver)], outside(clock), folder)


def test_it_is_told_once_reminded_of_at_the_usual_pace_and_resolved(
    receiver: Receiver, clock: Clock, tmp_path: Path
) -> None:
    for number in range(12):
        away(5 * number, receiver, clock, tmp_path)
    for number in range(12, 48):
        back(5 * number, receiver, clock, tmp_path)

    assert reasons(receiver) == ["firing", "reminder", "reminder", "reminder", "resolved"]
    assert not (tmp_path / FILE_NAME).exists()


def test_what_no_channel_accepted_is_tried_at_the_next_call(receiver: Receiver, clock: Clock, tmp_path: Path) -> None:
    receiver.status = 503
    refused = away(0, receiver, clock, tmp_path)
    receiver.status = 200
    accepted = away(5, receiver, clock, tmp_path)
    receiver.status = 503
    for minutes in (10, 15, 20):
        back(minutes, receiver, clock, tmp_path)
    receiver.status = 200
    back(25, receiver, clock, tmp_path)

    assert (refused, accepted) == (False, True)
    assert reasons(receiver) == ["firing", "firing", "resolved", "resolved", "resolved"][: len(receiver.calls)]
    assert reasons(receiver)[-1] == "resolved"


def test_while_the_database_was_never_away_nothing_is_touched(receiver: Receiver, clock: Clock, tmp_path: Path) -> None:
    assert not back(0, receiver, clock, tmp_path)
    assert list(tmp_path.iterdir()) == []
