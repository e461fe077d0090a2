"""A web process whose clock is off by 90 s: that is the first problem, and nothing it makes up stands beside it."""

import re
from datetime import timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.health.catalogue import all_checks
from fsp.health.watch import Watch
from fsp.queueing.enqueue import enqueue
from tests.web.overview.faults_made import make_well
from tests.web.overview.test_pages import first_problem
from tests.wrong_clock import set_clock_wrong

TRUE_WHATEVER_THE_CLOCK = {"redis-settings", "memory", "disk", "schema"}


@pytest.mark.parametrize("seconds", [90, -90])
def test_it_is_the_first_problem_and_the_only_certain_one(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    make_well(app, redis_client)
    enqueue(redis_client, "export-data", {"project": "x"})
    app.extensions["fsp_health_watch"] = Watch(all_checks(app))
    set_clock_wrong(monkeypatch, timedelta(seconds=seconds))

    page = signed_in.get("/").text
    parts = app.extensions["fsp_health_watch"].read()
    faulty = {part.name: part.status for part in parts if part.status not in {"healthy", "unknown"}}

    names = re.findall(r' id="problem-([a-z-]*)', page)
    doubted = [name for name in names[1:] if "Not certain while the clocks disagree" not in first_problem(page, name)]
    assert names[0] == "clock-skew"
    assert "90 s" in first_problem(page, "clock-skew")
    assert doubted == []
    assert set(faulty) - TRUE_WHATEVER_THE_CLOCK == {"clock"}
