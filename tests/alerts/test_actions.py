"""What people do about alerts."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.alerts.actions import acknowledge, end_silence, find_alert, resolve, silence
from fsp.alerts.evaluate import evaluate
from fsp.alerts.silences import active_silences
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.extensions import db
from fsp.models.alert import Alert, AlertState
from tests.alerts.steps import Clock, at, evaluate_and_deliver, redis_down, redis_up, webhook
from tests.alerts.told import reasons
from tests.receiver import Receiver


def test_an_acknowledged_alert_is_quiet_until_its_end_and_says_who(
    core: Flask, receiver: Receiver, clock: Clock
) -> None:
    evaluate_and_deliver(redis_down(0), webhook(receiver), clock=clock)
    acknowledge(find_alert(1), by="ada", now=at(1))
    for number in range(1, 24):
        reading = redis_down(5 * number) if number < 18 else redis_up(5 * number)
        evaluate_and_deliver(reading, webhook(receiver), clock=clock)

    alert = find_alert(1)
    assert reasons(receiver) == ["firing", "resolved"]
    assert (alert.acknowledged_by, alert.acknowledged_at, alert.state) == ("ada", at(1), AlertState.RESOLVED)


def test_an_alert_resolved_by_hand_is_told_and_fires_anew_if_it_goes_on(
    core: Flask, receiver: Receiver, clock: Clock
) -> None:
    evaluate_and_deliver(redis_down(0), webhook(receiver), clock=clock)
    resolve(find_alert(1), by="ada", now=at(1), channels=["webhook"])
    evaluate_and_deliver(redis_down(5), webhook(receiver), clock=clock)

    first, second = db.session.scalars(select(Alert).order_by(Alert.id)).all()
    assert reasons(receiver) == ["firing", "resolved", "firing"]
    assert (first.state, first.resolved_by, first.resolved_at) == (AlertState.RESOLVED, "ada", at(1))
    assert (second.state, second.resolved_by) == (AlertState.FIRING, "")


def test_nothing_can_be_done_about_what_is_over(core: Flask) -> None:
    evaluate(redis_down(0), channels=[])
    resolve(find_alert(1), by="ada", now=at(1), channels=[])

    with pytest.raises(Conflict, match="is over"):
        acknowledge(find_alert(1), by="bob", now=at(2))
    with pytest.raises(Conflict, match="is over"):
        resolve(find_alert(1), by="bob", now=at(2), channels=[])
    with pytest.raises(NotFound, match="no alert 9"):
        find_alert(9)


def test_a_silence_has_a_reason_and_an_end_and_can_be_ended(core: Flask) -> None:
    made = silence("QueueBacklog", until=at(60), reason="import", by="ada", now=at(0))
    held = [len(active_silences(moment)) for moment in (at(0), at(59), at(60))]
    end_silence(made.id, now=at(30))

    assert held == [1, 1, 0]
    assert active_silences(at(31)) == []
    with pytest.raises(NotFound):
        end_silence(made.id, now=at(31))


@pytest.mark.parametrize(
    ("target", "minutes", "reason", "says"),
    [
        ("x", 60, " ", "reason"),
        ("x", 0, "y", "30 days"),
        ("x", timedelta(days=31) / timedelta(minutes=1), "y", "30 days"),
        (" ", 60, "y", "fingerprint"),
    ],
)
def test_a_silence_without_end_reason_or_target_is_refused(
    core: Flask, target: str, minutes: float, reason: str, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says):
        silence(target, until=at(minutes), reason=reason, by="ada", now=at(0))


@pytest.mark.parametrize("target", ["RedisUnreachable", "system_health"])
def test_a_silence_may_name_a_rule_or_a_type(core: Flask, target: str) -> None:
    silence(target, until=at(60), reason="moving", by="ada", now=at(0))
    silence("fax", until=at(60), reason="other", by="bob", now=at(0))

    evaluation = evaluate(redis_down(0), channels=["webhook"])

    (held,) = [found.held_by for found in evaluation.decisions if found.judgement.rule == "RedisUnreachable"]
    assert held.startswith("silenced by ada")
