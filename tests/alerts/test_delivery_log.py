"""The delivery log: what became of each attempt, and of its channel."""

from flask import Flask

from fsp.alerts.delivery_log import list_deliveries, tried_channels
from tests.alerts.steps import Clock, evaluate_and_deliver, redis_down, webhook
from tests.receiver import Receiver


def test_the_deliveries_of_an_alert(core: Flask, receiver: Receiver, clock: Clock) -> None:
    receiver.status = 404
    evaluate_and_deliver(redis_down(0), webhook(receiver), clock=clock)

    (delivery,) = list_deliveries(channel="webhook")
    (channel,) = tried_channels()
    assert (delivery.outcome, delivery.error) == ("failed", "The webhook returned HTTP 404.")
    assert channel.last_error == "The webhook returned HTTP 404."
    assert list_deliveries(channel="slack") == []
