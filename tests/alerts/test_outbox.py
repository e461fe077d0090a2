"""The outbox: one row per message and channel, and what becomes of it when the alert ends first."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from fsp.alerts.evaluate import evaluate
from fsp.alerts.outbox import notice_statuses
from fsp.conditions.facts.work import ScheduleFacts
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert import Alert
from fsp.models.alert_notice import AlertNotice, AlertNoticeEntry
from fsp.stores import db
from tests.alerts.steps import START, at, redis_down, redis_up


def rows() -> list[tuple[str, str, list[str]]]:
    db.session.expire_all()
    results = db.session.scalars(select(AlertNotice).order_by(AlertNotice.id)).all()
    return [(row.channel, row.state, [entry.kind for entry in row.entries]) for row in results]


def set_state(state: str, channel: str = "webhook") -> None:
    db.session.execute(
        update(AlertNotice)
        .where(AlertNotice.channel == channel, AlertNotice.state == "waiting")
        .values(state=state, settled_at=at(0), leased_until=at(1) if state == "claimed" else None)
    )
    db.session.commit()


def test_a_notice_is_one_row_for_each_channel(core: Flask) -> None:
    evaluate(redis_down(0), channels=["webhook", "slack"])

    assert rows() == [("webhook", "waiting", ["firing"]), ("slack", "waiting", ["firing"])]


def test_what_was_not_accepted_yet_is_replaced_by_one_combined_notice(core: Flask) -> None:
    for number in range(4):
        evaluate(redis_up(5 * number) if number else redis_down(0), channels=["webhook"])

    assert rows() == [("webhook", "superseded", ["firing"]), ("webhook", "waiting", ["fired_and_resolved"])]


def test_each_channel_is_told_what_it_needs(core: Flask) -> None:
    names = ["accepted", "claimed", "failed", "waiting"]
    evaluate(redis_down(0), channels=names)
    for name in names[:3]:
        set_state(name, channel=name)
    for number in range(1, 4):
        evaluate(redis_up(5 * number), channels=names)

    ends = [(channel, kinds) for channel, state, kinds in rows()[4:]]
    # The one that refused for good never knew; the claimed one may know.
    assert ends == [("accepted", ["resolved"]), ("claimed", ["resolved"]), ("waiting", ["fired_and_resolved"])]


def test_one_alert_is_taken_out_of_a_message_and_the_others_stay(core: Flask) -> None:
    first, second = (
        ScheduleFacts("first", overdue_since=START, cause="down"),
        ScheduleFacts("second", overdue_since=START, cause="down"),
    )
    for number in range(5):
        missed = (first, second) if number == 0 else (second,)
        evaluate(Snapshot(at(5 * number), schedules=missed), channels=["webhook"])

    assert rows() == [("webhook", "waiting", ["firing"]), ("webhook", "waiting", ["fired_and_resolved"])]


def test_what_became_of_the_notices_is_read_by_fingerprint(core: Flask) -> None:
    evaluate(redis_down(0), channels=["webhook", "slack"])
    (alert,) = db.session.scalars(select(Alert)).all()
    waiting = notice_statuses({"x": alert.id})["x"]
    set_state("accepted")
    partly = notice_statuses({"x": alert.id})["x"]
    set_state("failed", channel="slack")
    done = notice_statuses({"x": alert.id})["x"]

    assert (waiting.is_waiting, waiting.accepted_at) == (True, None)
    assert (partly.is_waiting, partly.accepted_at) == (True, at(0))
    assert (done.is_waiting, done.accepted_at) == (False, at(0))


def test_a_reminder_not_yet_sent_is_dropped_when_the_alert_ends(core: Flask) -> None:
    evaluate(redis_down(0), channels=["webhook"])
    set_state("accepted")
    db.session.execute(update(AlertNotice).values(settled_at=at(4)))
    db.session.commit()
    evaluate(redis_down(5), channels=["webhook"])
    due = db.session.scalars(select(AlertNotice.due_at).order_by(AlertNotice.id)).all()[-1]
    for number in range(2, 5):
        evaluate(redis_up(5 * number), channels=["webhook"])

    assert due == at(9)
    assert rows()[1:] == [("webhook", "superseded", ["reminder"]), ("webhook", "waiting", ["resolved"])]
    assert due - at(4) == timedelta(minutes=5)
    assert db.session.scalars(select(AlertNoticeEntry.alert_id).distinct()).all() == [1]
