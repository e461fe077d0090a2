"""The panel of targets: in words, and not read anew for every look."""

from datetime import timedelta

import redis
from flask import Flask, render_template

from fsp.clock import utc_now
from fsp.queueing.enqueue import enqueue
from fsp.web.targets.views import read_targets_panel


def test_it_is_kept_for_half_a_minute(app: Flask, redis_client: redis.Redis) -> None:
    now = utc_now()
    with app.app_context():
        first = read_targets_panel(redis_client, now)
        enqueue(redis_client, "generate-report", {})
        again = read_targets_panel(redis_client, now + timedelta(seconds=29))
        later = read_targets_panel(redis_client, now + timedelta(seconds=30))

    assert again is first
    values = [line.value for panel in (first, later) for line in panel.lines if line.target.name == "backlog"]
    assert values == ["0", "1"]


def test_it_is_shown_in_words(app: Flask, redis_client: redis.Redis) -> None:
    with app.test_request_context("/"):
        panel = read_targets_panel(redis_client, utc_now())
        text = render_template("targets/list.html", targets=panel)

    assert f"{panel.met} of 8 met" in text
    assert "insufficient data" in text
    assert "below 200 ms" in text
