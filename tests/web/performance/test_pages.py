"""Performance on the page."""

import json
from datetime import timedelta

import pytest
import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.history.rollup import HOUR_SECONDS
from fsp.models.job_metrics import JobMetrics
from fsp.performance.runs import follow_runs
from fsp.redis_ops import rq_keys
from fsp.stores import db
from tests.web.forms import send
from tests.web.performance.test_api import ran
from tests.web.response_json import json_of


def test_baselines_bottlenecks_and_operations_are_shown(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    ran(redis_client, [130.0] + [1.0, 1.1] * 10)
    follow_runs(redis_client, utc_now())

    page = signed_in.get("/performance").text

    assert 'id="track-export-data"' in page
    assert "high" in page
    assert "/jobs/job-0" in page


def test_a_baseline_that_followed_an_improvement_is_told_of(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    ran(redis_client, [1.0, 1.1] * 10)
    ran(redis_client, [0.5, 0.55] * 60)
    follow_runs(redis_client, utc_now())

    page = signed_in.get("/performance").text
    of_type = signed_in.get("/job-types/export-data").text
    (job_type,) = json_of(signed_in.get("/api/performance"))["jobTypes"]

    assert "100 consecutive runs took 50 % less time, from 1.05 s to 0.525 s" in page
    assert "100 consecutive runs took 50 % less time" in of_type
    assert job_type["baseline"]["version"] == 2
    assert job_type["baseline"]["followedImprovement"]["percent"] == pytest.approx(50)


def test_an_empty_page_says_what_will_be_there(signed_in: FlaskClient) -> None:
    page = signed_in.get("/performance").text

    assert "baseline is built after 10 runs" in page


def test_too_few_runs_are_not_accepted(signed_in: FlaskClient) -> None:
    assert send(signed_in, "/performance/export-data/accept").status_code == 422


def test_the_hours_of_a_week_are_a_picture_and_a_table(signed_in: FlaskClient) -> None:
    hour = utc_now().replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
    outcomes = {"succeeded": 12, "failed": 4}
    row = {"job_type": "export-data", "resolution_seconds": HOUR_SECONDS, "span_start": hour, "outcomes": outcomes}
    db.session.add(JobMetrics(**row, run_seconds_sketch={"100": 12}))
    db.session.commit()

    runs = signed_in.get("/performance").text
    failures = signed_in.get("/performance?measure=failures&type=export-data").text
    other = signed_in.get("/performance?measure=failures&type=generate-report").text

    assert "peak 16 jobs" in runs
    assert "peak 4 jobs" in failures
    assert "Failed jobs by hour, generate-report: no data." in other
    assert signed_in.get("/performance?type=none").status_code == 422


def test_steps_are_shown_with_their_share(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    ran(redis_client, [10.0])
    cost = {"cpu_seconds": 1.0, "steps": [{"name": "render", "seconds": 7.5}]}
    redis_client.hset(rq_keys.job("job-0"), "fsp_cost", json.dumps(cost))

    page = " ".join(signed_in.get("/performance").text.split())

    assert "<td>render</td>" in page
    assert "outside any step" in page
