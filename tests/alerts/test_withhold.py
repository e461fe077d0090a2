"""A silence and an acknowledgement hold for what was queued before them."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from fsp.alerts.actions import acknowledge, find_alert
from fsp.alerts.deliver import deliver_due
from fsp.alerts.evaluate import evaluate
from fsp.alerts.silences import end_silence, silence
from fsp.conditions.facts.work import JobTypeFacts
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_silence import AlertSilence
from tests.alerts.received import reasons, received
from tests.alerts.steps import Clock, at, evaluate_and_deliver, outside, redis_down, redis_up, webhook
from tests.receiver import Receiver


def deliver(receiver: Receiver, clock: Clock, minutes: float) -> None:
    clock.moment = at(minutes)
    deliver_due([webhook(receiver)], outside(clock))


def quiet(target: str, minutes: float, *, until: float = 600) -> AlertSilence:
    return silence(target, until=at(until), reason="known", by="ada", now=at(minutes))


def write_a_reminder(receiver: Receiver, clock: Clock) -> float:
    """Let an alert fire; return the minute of the evaluation that wrote its first reminder, due later."""
    evaluate_and_deliver(redis_down(0), webhook(receiver), clock=clock)
    for number in range(1, 10):
        # The receiver accepts a moment after the evaluation, so no reminder is due at the time of one.
        evaluation = evaluate(redis_down(5 * number), channels=["webhook"])
        if any(decision.notice == "reminder" for decision in evaluation.decisions):
            return 5 * number
    raise AssertionError("there was no reminder")


@pytest.mark.parametrize("target", ["RedisUnreachable", "system_health"])
def test_a_queued_reminder_does_not_pass_a_later_silence(
    core: Flask, receiver: Receiver, clock: Clock, target: str
) -> None:
    minute = write_a_reminder(receiver, clock)
    quiet(target, minute)

    deliver(receiver, clock, minute + 10)

    assert reasons(receiver) == ["firing"]


def test_a_queued_reminder_is_not_sent_about_what_somebody_acknowledged(
    core: Flask, receiver: Receiver, clock: Clock
) -> None:
    minute = write_a_reminder(receiver, clock)
    acknowledge(find_alert(1), by="ada", now=at(minute))

    deliver(receiver, clock, minute + 10)

    assert reasons(receiver) == ["firing"]


def test_reminders_go_on_after_the_silence(core: Flask, receiver: Receiver, clock: Clock) -> None:
    minute = write_a_reminder(receiver, clock)
    quiet("RedisUnreachable", minute, until=minute + 30)
    deliver(receiver, clock, minute + 10)
    for number in range(1, 60):
        evaluate_and_deliver(redis_down(minute + 5 * number), webhook(receiver), clock=clock)

    assert reasons(receiver)[:2] == ["firing", "reminder"]


def test_a_firing_that_a_channel_refused_waits_for_the_end_of_the_silence(
    core: Flask, receiver: Receiver, clock: Clock
) -> None:
    receiver.status = 503
    evaluate_and_deliver(redis_down(0), webhook(receiver), clock=clock)
    receiver.status, refused = 200, len(receiver.calls)
    created = quiet("RedisUnreachable", 1)
    deliver(receiver, clock, 30)
    quiet_until_then = len(receiver.calls)
    end_silence(created.id, now=at(31))
    deliver(receiver, clock, 32)

    assert quiet_until_then == refused
    assert reasons(receiver)[refused:] == ["firing"]


def test_of_a_message_about_two_alerts_the_silenced_one_waits(core: Flask, receiver: Receiver, clock: Clock) -> None:
    receiver.status = 503
    types = tuple(JobTypeFacts(name, 10, 9) for name in ("export-data", "generate-report"))
    for number in range(2):
        evaluate_and_deliver(Snapshot(at=at(5 * number), job_types=types), webhook(receiver), clock=clock)
    refused = len(told_types(receiver))
    first = find_alert(1)
    created = quiet(first.fingerprint, 6)
    receiver.status = 200
    deliver(receiver, clock, 60)
    during = told_types(receiver)[refused:]
    end_silence(created.id, now=at(61))
    deliver(receiver, clock, 62)

    other = {"export-data": "generate-report", "generate-report": "export-data"}[first.labels["job_type"]]
    assert refused
    assert during == [other]
    assert told_types(receiver)[refused:] == [other, first.labels["job_type"]]


def test_a_silence_holds_no_resolve_back(core: Flask, receiver: Receiver, clock: Clock) -> None:
    evaluate_and_deliver(redis_down(0), webhook(receiver), clock=clock)
    quiet("RedisUnreachable", 1)
    for number in range(1, 8):
        evaluate_and_deliver(redis_up(5 * number), webhook(receiver), clock=clock)
    clock.moment += timedelta(minutes=5)

    assert received(receiver) == [("RedisUnreachable", "firing"), ("RedisUnreachable", "resolved")]


def told_types(receiver: Receiver) -> list[str]:
    return [alert["labels"]["job_type"] for call in receiver.calls for alert in json.loads(call.body)["alerts"]]
