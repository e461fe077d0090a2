"""Reading alerts and how their messages fared."""

from flask import Flask

from fsp.alerts import history
from tests.alerts.steps import Clock, evaluate_and_deliver, jobs, redis_down, redis_up, webhook
from tests.receiver import Receiver


def test_what_goes_on_and_what_is_over_newest_first(core: Flask, receiver: Receiver, clock: Clock) -> None:
    for number in range(4):
        evaluate_and_deliver(redis_up(5 * number) if number else redis_down(0), webhook(receiver), clock=clock)
    for number in range(4, 6):
        evaluate_and_deliver(jobs(5 * number, 20, 20), webhook(receiver), clock=clock)

    both = history.alert_history()
    assert [alert.rule for alert in history.active_alerts()] == ["JobFailures"]
    assert [alert.rule for alert in both] == ["JobFailures", "RedisUnreachable"]
    assert history.alert_history(before_id=both[0].id) == both[1:]
    assert history.alert_history(alert_type="job_failures") == both[:1]
    assert history.alert_history(fingerprint=both[1].fingerprint) == both[1:]


def test_the_deliveries_of_an_alert(core: Flask, receiver: Receiver, clock: Clock) -> None:
    receiver.status = 404
    evaluate_and_deliver(redis_down(0), webhook(receiver), clock=clock)

    (delivery,) = history.deliveries(channel="webhook")
    (channel,) = history.channel_health()
    assert (delivery.outcome, delivery.error) == ("failed", "The webhook answered 404.")
    assert channel.last_error == "The webhook answered 404."
    assert history.deliveries(channel="slack") == []
