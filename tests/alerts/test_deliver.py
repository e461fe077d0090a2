"""Delivering: at least once, in order, through refusals, crashes and two deliverers at once."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.alerts.channels.webhook import WebhookChannel
from fsp.alerts.deliver import deliver_due
from fsp.alerts.evaluate import evaluate
from fsp.conditions.facts.work import ScheduleFacts
from fsp.conditions.snapshot import Snapshot
from fsp.errors import AddressRefused
from fsp.models.alert_channel import AlertChannel
from fsp.models.alert_delivery import AlertDelivery
from fsp.models.alert_notice import AlertNotice, AlertNoticeEntry
from fsp.security.guarded_http import GuardedClient
from fsp.stores import db
from tests.alerts.received import keys, reasons, received
from tests.alerts.steps import START, Clock, at, evaluate_and_deliver, outside, redis_down, redis_up, webhook
from tests.receiver import Receiver, receiving
from tests.refused_rows import refuse_inserts


def deliver_each_minute(channel: object, clock: Clock, minutes: int) -> None:
    for _ in range(minutes):
        clock.moment += timedelta(minutes=1)
        deliver_due([channel], outside(clock))  # type: ignore[list-item]


def test_a_receiver_that_is_away_over_the_recovery_gets_one_combined_notice(
    core: Flask, receiver: Receiver, clock: Clock
) -> None:
    receiver.status, channel = 503, webhook(receiver)
    for number in range(7):
        reading = redis_down(5 * number) if number < 3 else redis_up(5 * number)
        evaluate_and_deliver(reading, channel, clock=clock)
        deliver_each_minute(channel, clock, 4)
    receiver.status, refused = 200, len(receiver.calls)

    deliver_each_minute(channel, clock, 20)

    assert refused > 5
    assert reasons(receiver)[refused:] == ["fired_and_resolved"]


def test_a_firing_that_was_accepted_gets_exactly_one_resolve_however_long_the_receiver_is_away(
    core: Flask, receiver: Receiver, clock: Clock
) -> None:
    channel = webhook(receiver)
    evaluate_and_deliver(redis_down(0), channel, clock=clock)
    receiver.status = 503
    for number in range(1, 8):
        evaluate_and_deliver(redis_up(5 * number), channel, clock=clock)
        deliver_each_minute(channel, clock, 4)
    receiver.status, refused = 200, len(receiver.calls)

    deliver_each_minute(channel, clock, 20)

    assert reasons(receiver)[0] == "firing"
    assert reasons(receiver)[refused:] == ["resolved"]


def test_a_claim_that_is_held_is_not_sent_by_another(core: Flask, receiver: Receiver, clock: Clock) -> None:
    evaluate(redis_down(0), channels=["webhook"])
    receiver.hold = threading.Event()
    entered = threading.Event()
    receiver.on_call = entered.set

    def first() -> None:
        with core.app_context():
            deliver_due([webhook(receiver)], outside(clock))
            db.session.remove()

    thread = threading.Thread(target=first)
    thread.start()
    assert entered.wait(10)
    second = deliver_due([webhook(receiver)], outside(clock))
    receiver.hold.set()
    thread.join()

    assert (second.accepted, len(receiver.calls)) == (0, 1)


def test_many_deliverers_send_each_message_once(core: Flask, receiver: Receiver, clock: Clock) -> None:
    for number in range(8):
        missed = (ScheduleFacts(f"task-{number}", overdue_since=START, cause="down"),)
        evaluate(Snapshot(at(5 * number), schedules=missed), channels=["webhook", "spare"])
    clock.moment = at(60)

    def run() -> None:
        with core.app_context():
            deliver_due([webhook(receiver), webhook(receiver, "spare")], outside(clock))
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deliver_due([webhook(receiver), webhook(receiver, "spare")], outside(clock))

    assert len(keys(receiver)) == len(set(keys(receiver))) == 10


def test_a_permanent_refusal_breaks_the_channel_and_another_is_told_once(
    core: Flask, receiver: Receiver, clock: Clock
) -> None:
    with receiving() as other:
        receiver.status = 404
        channels = [webhook(receiver, "first"), webhook(other, "second")]
        for number in range(3):
            evaluate_and_deliver(redis_down(5 * number), *channels, clock=clock)

        broken = {row.name: row.broken_since for row in db.session.scalars(select(AlertChannel))}
        first_key = keys(receiver)[0]
        assert broken == {"first": at(0), "second": None}
        assert keys(receiver).count(first_key) == 1
        assert received(other).count(("ChannelBroken", "channel_broken")) == 1
        assert ("RedisUnreachable", "firing") in received(other)

        receiver.status = 200
        evaluate_and_deliver(redis_down(30), *channels, clock=clock)
        db.session.expire_all()
        assert db.session.get_one(AlertChannel, "first").broken_since is None


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "127.0.0.1",
        "0x7f000001",
        "2130706433",
        "[::ffff:127.0.0.1]",
        "[fd00::1]",
        "100.64.0.1",
        "localhost",
    ],
)
def test_an_internal_target_is_refused_when_it_is_saved_and_when_it_is_sent_to(
    core: Flask, receiver: Receiver, clock: Clock, host: str
) -> None:
    client = GuardedClient()
    channel = WebhookChannel(f"http://{host}:{receiver.port}/", client, clock)

    with pytest.raises(AddressRefused):
        client.check(channel.url)
    _, report = evaluate_and_deliver(redis_down(0), channel, clock=clock)

    assert (report.failed, report.try_again, receiver.connections) == (1, 0, 0)
    assert db.session.scalars(select(AlertChannel.broken_since)).one() == at(0)


def test_a_service_that_names_a_wait_gets_it(core: Flask, receiver: Receiver, clock: Clock) -> None:
    receiver.status, receiver.headers = 429, {"Retry-After": "7"}
    evaluate_and_deliver(redis_down(0), webhook(receiver), clock=clock)
    receiver.status, receiver.headers = 200, {}

    counts = []
    for seconds in (6.9, 7.1):
        clock.moment = at(0) + timedelta(seconds=seconds)
        deliver_due([webhook(receiver)], outside(clock))
        counts.append(len(receiver.calls))

    assert counts == [1, 2]


def test_every_attempt_is_in_the_log_and_no_secret_with_it(
    core: Flask, receiver: Receiver, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    receiver.status = 503
    receiver.url += "/services/T000/hunter2?token=hunter2"
    channel = webhook(receiver, secret="hunter2")
    evaluate_and_deliver(redis_down(0), channel, clock=clock)
    receiver.status = 200
    clock.moment = at(4)
    deliver_due([channel], outside(clock))

    log = list(db.session.scalars(select(AlertDelivery).order_by(AlertDelivery.id)))
    assert [(row.outcome, row.answer, row.error) for row in log] == [
        ("try_again", "", "The webhook returned HTTP 503."),
        ("accepted", "200", ""),
    ]
    assert all(row.latency_milliseconds > 0 for row in log)
    assert caplog.records
    assert "hunter2" not in caplog.text


def test_a_reminder_comes_when_the_cooldown_since_the_accepted_delivery_ends(
    core: Flask, receiver: Receiver, clock: Clock
) -> None:
    channel = webhook(receiver)
    evaluate(redis_down(0), channels=["webhook"])
    clock.moment = at(2)
    deliver_due([channel], outside(clock))
    evaluate(redis_down(5), channels=["webhook"])

    counts = []
    for minutes in (6.9, 7):
        clock.moment = at(minutes)
        deliver_due([channel], outside(clock))
        counts.append(len(receiver.calls))

    assert counts == [1, 2]
    assert reasons(receiver) == ["firing", "reminder"]


def test_a_notice_that_cannot_be_written_down_keeps_no_other_from_being_sent(
    core: Flask, receiver: Receiver, clock: Clock
) -> None:
    channel = webhook(receiver)
    evaluate(redis_down(0), channels=[channel.name])
    evaluate(redis_down(5), channels=[channel.name])
    first = db.session.scalars(select(AlertNotice).order_by(AlertNotice.id)).first()
    assert first is not None
    copy = AlertNotice(
        key="later",
        channel=channel.name,
        group_key="g",
        created_at=first.created_at,
        due_at=first.due_at,
        state="waiting",
    )
    copy.entries = [AlertNoticeEntry(alert_id=None, kind=entry.kind, content=entry.content) for entry in first.entries]
    db.session.add(copy)
    db.session.commit()
    refuse_inserts("alert_deliveries", f"NEW.notice_id = {first.id}")
    clock.moment = at(60)

    report = deliver_due([channel], outside(clock))

    assert (report.accepted, report.failed) == (1, 1)
    assert deliver_due([channel], outside(clock)).failed == 0
