"""Telling that the database is away, without a database."""

from pathlib import Path

import pytest
from flask import Flask

from fsp.alerts.database_fallback import FILE_NAME, notify_database_down, notify_database_up
from fsp.alerts.listing import AlertFilter, View, active_alerts, list_alerts
from fsp.models.alert_kinds import AlertState
from tests.alerts.received import reasons
from tests.alerts.steps import Clock, at, outside, webhook
from tests.receiver import Receiver

pytestmark = pytest.mark.usefixtures("core")


def away(minutes: float, receiver: Receiver, clock: Clock, folder: Path) -> bool:
    clock.moment = at(minutes)
    return notify_database_down([webhook(receiver)], outside(clock), folder)


def back(minutes: float, receiver: Receiver, clock: Clock, folder: Path) -> bool:
    clock.moment = at(minutes)
    return notify_database_up([webhook(receiver)], outside(clock), folder)


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
    assert [path.name for path in tmp_path.iterdir()] == ["var"]


@pytest.mark.parametrize("status", [200, 503])
def test_an_outage_is_an_alert_once_the_database_is_back(
    receiver: Receiver, clock: Clock, tmp_path: Path, status: int
) -> None:
    receiver.status = status
    for number in range(3):
        away(5 * number, receiver, clock, tmp_path)
    back(15, receiver, clock, tmp_path)
    during = [(alert.id, alert.rule, alert.severity, alert.state) for alert in active_alerts()]
    for number in range(4, 20):
        back(5 * number, receiver, clock, tmp_path)

    (alert,) = list_alerts(AlertFilter(View.ALL), now=at(0))
    assert during == [(alert.id, "DatabaseUnreachable", "critical", AlertState.RECOVERING)]
    assert (alert.started_at, alert.state) == (at(0), AlertState.RESOLVED)
    assert alert.resolved_at is not None
    assert at(15) < alert.resolved_at <= at(45)


def test_two_outages_are_two_alerts(core: Flask, receiver: Receiver, clock: Clock, tmp_path: Path) -> None:
    for start in (0, 240):
        away(start, receiver, clock, tmp_path)
        for number in range(1, 30):
            back(start + 5 * number, receiver, clock, tmp_path)

    assert [alert.started_at for alert in list_alerts(AlertFilter(View.ALL), now=at(0))] == [at(240), at(0)]
