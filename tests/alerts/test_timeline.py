"""The story of an alert: its states, what was told and how that fared, and what people did."""

from datetime import timedelta

from flask import Flask

from fsp.alerts.actions import resolve
from fsp.alerts.evaluate import evaluate
from fsp.alerts.listing import active_alerts
from fsp.alerts.timeline import read_evaluations, read_notices, read_timeline
from fsp.audit.action import Action
from fsp.audit.record import Actor, audited
from fsp.clock import utc_now
from fsp.conditions.facts.infrastructure import DatabaseFacts
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert import Alert
from fsp.models.audit_entry import Via


def test_it_tells_states_notices_and_actions_newest_first(core: Flask) -> None:
    alert = _fire()
    with audited(Action.RESOLVE_ALERT, f"alert {alert.id}", by=Actor("ada", Via.CLI), reason="mended"):
        resolve(alert, by="ada", now=utc_now(), channels=["webhook"])

    story = read_timeline(alert)

    assert [event.at for event in story] == sorted((event.at for event in story), reverse=True)
    assert ("action", "resolve alert", "ada", "mended") in [
        (event.kind, event.what, event.word, event.detail) for event in story
    ]
    assert {"firing", "resolved"} <= {event.word for event in story if event.kind == "state"}
    assert {event.what for event in story if event.kind == "notice"} == {
        "firing to webhook",
        "fired_and_resolved to webhook",
    }


def test_another_alerts_actions_are_not_its_own(core: Flask) -> None:
    alert = _fire()
    with audited(Action.ACKNOWLEDGE_ALERT, f"alert {alert.id}0", by=Actor("ada", Via.CLI)):
        pass

    assert [event for event in read_timeline(alert) if event.kind == "action"] == []


def test_a_notice_nobody_has_tried_yet_has_no_attempts(core: Flask) -> None:
    alert = _fire()

    (notice,) = read_notices(alert.id)

    assert (notice.entry.kind, notice.notice.channel, notice.deliveries) == ("firing", "webhook", ())


def test_evaluations_tell_what_held_each_back(core: Flask) -> None:
    results = read_evaluations(_fire())

    assert len(results) == 6
    assert all(entry.notice or entry.held_by for entry in results)


def _fire() -> Alert:
    for minutes in range(0, 30, 5):
        at = utc_now() - timedelta(minutes=30 - minutes)
        evaluate(Snapshot(at=at, database=DatabaseFacts(answers=False)), channels=["webhook"])
    return active_alerts()[0]
