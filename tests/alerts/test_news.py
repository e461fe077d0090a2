"""News: told once to each channel, and no alert is opened by it."""

import json
from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.alerts.deliver import deliver_due, message_of
from fsp.alerts.listing import AlertFilter, View, list_alerts
from fsp.alerts.news import announce_improvements
from fsp.alerts.wording import subject, text
from fsp.clock import utc_now
from fsp.handlers.performance_aggregation import aggregate_performance
from fsp.models.alert_notice import AlertNotice
from fsp.performance.runs import follow_runs
from fsp.redis_ops import metric_keys
from fsp.stores import db
from tests.alerts.steps import Clock, outside, webhook
from tests.performance.test_runs import NAME, about, ran
from tests.receiver import Receiver


@pytest.fixture
def faster(core: Flask, redis_client: redis.Redis) -> None:
    redis_client.hset(metric_keys.COUNTERS, f"{NAME}|medium|succeeded", 1)
    ran(redis_client, about(0.1, 40))
    ran(redis_client, about(0.06, 110, seed=2))


def test_an_improvement_is_announced_once_to_each_channel(
    core: Flask, redis_client: redis.Redis, faster: None, receiver: Receiver, clock: Clock
) -> None:
    follow_runs(redis_client, utc_now())

    counts = [announce_improvements(["webhook", "spare"], utc_now()) for _ in range(3)]

    clock.moment = utc_now() + timedelta(seconds=1)
    report = deliver_due([webhook(receiver)], outside(clock))
    assert counts == [1, 0, 0]
    assert (report.accepted, len(receiver.calls)) == (1, 1)
    sent = json.loads(receiver.calls[0].body)
    assert (sent["status"], sent["notification_reason"], sent["alerts"][0]["status"]) == (
        "resolved",
        "news",
        "resolved",
    )
    assert sent["alerts"][0]["labels"] == {
        "alertname": "BaselineFollowedImprovement",
        "alert_type": "performance_degradation",
        "severity": "info",
        "job_type": NAME,
    }
    assert "took 40 % less time" in sent["alerts"][0]["annotations"]["description"]
    assert list_alerts(AlertFilter(View.ALL), now=utc_now()) == []
    assert set(db.session.scalars(select(AlertNotice.channel))) == {"webhook", "spare"}


def test_a_channel_that_is_set_up_later_hears_it_too(core: Flask, redis_client: redis.Redis, faster: None) -> None:
    follow_runs(redis_client, utc_now())
    announce_improvements(["webhook"], utc_now())

    assert announce_improvements(["webhook", "slack"], utc_now()) == 1
    assert sorted(db.session.scalars(select(AlertNotice.channel))) == ["slack", "webhook"]


def test_old_news_is_not_told(core: Flask, redis_client: redis.Redis, faster: None) -> None:
    follow_runs(redis_client, utc_now())

    assert announce_improvements(["webhook"], utc_now() + timedelta(days=2)) == 0


def test_the_half_hourly_task_announces_it(core: Flask, faster: None) -> None:
    core.extensions["fsp_settings"] = core.extensions["fsp_settings"].model_copy(
        update={"alert_webhook_url": "http://127.0.0.1:9/hook", "alert_allow_internal": True}
    )

    report = aggregate_performance()

    assert (report["followed"], report["announced"]) == (150, 1)
    assert list(db.session.scalars(select(AlertNotice.channel))) == ["webhook"]


def test_people_read_it_as_news_that_asks_for_nothing(core: Flask, redis_client: redis.Redis, faster: None) -> None:
    follow_runs(redis_client, utc_now())
    announce_improvements(["webhook"], utc_now())
    notice = db.session.scalars(select(AlertNotice)).one()

    message = message_of(notice, "http://fsp.example")

    assert subject(message) == f"[FSP] NEWS INFO: {NAME} got faster: new baseline (version 2)"
    assert "(at 20" in text(message)
    assert "Next step:" not in text(message)
