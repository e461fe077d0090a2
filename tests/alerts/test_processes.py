"""M3 and M5 with real processes: raced on the same tick, and killed with SIGKILL wherever it hurts."""

import signal
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from fsp.alerts.claim import LEASE
from fsp.alerts.deliver import deliver_due
from fsp.models.alert import Alert
from fsp.models.alert_notice import AlertNotice, AlertNoticeEntry
from fsp.settings import Settings
from fsp.stores import db
from tests.alerts.processes import firsts_of_racing_evaluators, kill_at, missed
from tests.alerts.received import fingerprints, keys, reasons
from tests.alerts.steps import START, Clock, at, outside, redis_down, redis_up, webhook
from tests.receiver import Receiver

TRIALS = 200
KILLS = 100
PLACES = ("committed", "claimed", "sent")


def test_two_processes_on_the_same_tick_never_both_tell_in_200_trials(core: Flask, settings: Settings) -> None:
    firsts = firsts_of_racing_evaluators(settings, START, ticks=TRIALS, processes=2)

    # Nothing is delivered here, so what has ended waits as one combined notice in place of its firing.
    begun = (
        select(AlertNoticeEntry.alert_id)
        .join(AlertNotice)
        .where(AlertNoticeEntry.kind.in_(("firing", "fired_and_resolved")), AlertNotice.state == "waiting")
    )
    notice_statuses = list(db.session.scalars(begun))
    assert sorted(firsts) == list(range(TRIALS))
    assert len(notice_statuses) == len(set(notice_statuses)) == TRIALS
    assert db.session.scalar(select(func.count(Alert.id))) == TRIALS


def test_a_hundred_kills_lose_nothing_and_repeat_at_most_once_each_under_the_same_key(
    core: Flask, settings: Settings, receiver: Receiver, clock: Clock
) -> None:
    codes = []
    for trial in range(KILLS):
        clock.moment = at(5 * trial)
        codes.append(kill_at(settings, receiver.url, missed(trial, clock.moment), PLACES[trial % 3]))
        clock.moment += LEASE + timedelta(seconds=1)
        db.session.expire_all()
        deliver_due([webhook(receiver)], outside(clock))

    reported = fingerprints(receiver)
    firing = [name for name, reason in reported if reason == "firing"]
    resolved = {name for name, reason in reported if reason == "resolved"}
    repeated = [key for key in keys(receiver) if keys(receiver).count(key) > 1]
    ended = set(db.session.scalars(select(Alert.fingerprint).where(Alert.resolved_at.is_not(None))))
    assert codes == [-signal.SIGKILL] * KILLS
    assert len(set(firing)) == KILLS
    assert resolved == ended
    assert len(ended) > KILLS - 5
    # Only what was sent before the kill comes twice, and no more often than twice.
    assert len(set(repeated)) == len(repeated) / 2 == KILLS // 3
    assert db.session.scalar(select(func.count()).where(AlertNotice.state.in_(("waiting", "claimed")))) == 0


def test_deliverers_killed_while_the_receiver_is_away_over_the_recovery_leave_one_combined_notice(
    core: Flask, settings: Settings, receiver: Receiver, clock: Clock
) -> None:
    receiver.status = 503
    for number in range(6):
        clock.moment = at(5 * number)
        reading = redis_down(5 * number) if number < 2 else redis_up(5 * number)
        kill_at(settings, receiver.url, reading, "claimed" if number == 0 else "committed")
        for _ in range(5):
            clock.moment += timedelta(minutes=1)
            db.session.expire_all()
            deliver_due([webhook(receiver)], outside(clock))
    receiver.status, refused = 200, len(receiver.calls)

    for _ in range(20):
        clock.moment += timedelta(minutes=1)
        deliver_due([webhook(receiver)], outside(clock))

    assert refused > 5
    assert reasons(receiver)[refused:] == ["fired_and_resolved"]
