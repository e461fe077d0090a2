"""What people do about alerts."""

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.alerts.actions import acknowledge, find_alert, resolve
from fsp.alerts.evaluate import evaluate
from fsp.errors import Conflict, NotFound
from fsp.models.alert import Alert
from fsp.models.alert_kinds import AlertState
from fsp.stores import db
from tests.alerts.received import reasons
from tests.alerts.steps import Clock, at, evaluate_and_deliver, redis_down, redis_up, webhook
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

    with pytest.raises(Conflict, match="already resolved"):
        acknowledge(find_alert(1), by="bob", now=at(2))
    with pytest.raises(Conflict, match="already resolved"):
        resolve(find_alert(1), by="bob", now=at(2), channels=[])
    with pytest.raises(NotFound, match="no alert 9"):
        find_alert(9)
