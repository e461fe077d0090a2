"""Finding alerts: who needs somebody, who is known of, who is silenced, who has ended."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from fsp.alerts.listing import AlertFilter, View, count_views, list_alerts
from fsp.alerts.silences import end_silence, list_silences, silence, silences_of
from fsp.extensions import db
from fsp.models.alert import Alert
from fsp.models.alert_kinds import AlertState

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def add(number: int, **fields: object) -> Alert:
    known = {
        "fingerprint": f"f{number}",
        "rule": "QueueBacklog",
        "alert_type": "queue_backlog",
        "severity": "warning",
        "state": AlertState.FIRING,
        "title": f"queue {number} is 100% full",
        "started_at": NOW - timedelta(hours=number),
    }
    alert = Alert(**(known | fields))
    db.session.add(alert)
    db.session.commit()
    return alert


@pytest.fixture
def alerts(core: Flask) -> list[Alert]:
    made = [
        add(1),
        add(2, acknowledged_by="ada"),
        add(3, rule="CircuitOpen", alert_type="job_failures", severity="error"),
        add(4, state=AlertState.RESOLVED, resolved_at=NOW),
    ]
    silence("f3", until=NOW + timedelta(hours=1), reason="known", by="ben", now=NOW - timedelta(minutes=1))
    return made


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({}, ["f1"]),
        ({"view": View.ACKNOWLEDGED}, ["f2"]),
        ({"view": View.SILENCED}, ["f3"]),
        ({"view": View.RESOLVED}, ["f4"]),
        ({"view": View.ONGOING}, ["f3", "f2", "f1"]),
        ({"view": View.ALL}, ["f4", "f3", "f2", "f1"]),
        ({"view": View.ALL, "severity": "error"}, ["f3"]),
        ({"view": View.ALL, "alert_type": "job_failures"}, ["f3"]),
        ({"view": View.ALL, "rule": "CircuitOpen"}, ["f3"]),
        ({"view": View.ALL, "text": "queue 2 is 100%"}, ["f2"]),
        ({"view": View.ALL, "since": NOW - timedelta(hours=1)}, ["f1"]),
        ({"view": View.ALL, "until": NOW - timedelta(hours=4)}, ["f4"]),
    ],
)
def test_alerts_are_found_by_every_part(alerts: list[Alert], parts: dict[str, object], found: list[str]) -> None:
    listed = list_alerts(AlertFilter(**parts), now=NOW)  # type: ignore[arg-type]

    assert [alert.fingerprint for alert in listed] == found


def test_pages_follow_each_other(alerts: list[Alert]) -> None:
    first = list_alerts(AlertFilter(View.ALL), now=NOW, limit=3)
    second = list_alerts(AlertFilter(View.ALL), now=NOW, before_id=first[-1].id, limit=3)

    assert [alert.fingerprint for alert in first + second] == ["f4", "f3", "f2", "f1"]


def test_an_ended_silence_gives_its_alerts_back(alerts: list[Alert]) -> None:
    (held,) = silences_of(alerts[2], NOW)

    end_silence(held.id, now=NOW)

    assert silences_of(alerts[2], NOW) == []
    assert count_views(NOW) == {View.ACTIVE: 2, View.ACKNOWLEDGED: 1, View.SILENCED: 0}
    assert (list_silences(NOW), len(list_silences(NOW, with_ended=True))) == ([], 1)
