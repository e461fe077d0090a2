"""Performance on the page."""

import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.performance.runs import follow_runs
from tests.web.api.test_performance import ran
from tests.web.forms import send


def test_baselines_bottlenecks_and_operations_are_shown(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    ran(redis_client, [130.0] + [1.0, 1.1] * 10)
    follow_runs(redis_client, utc_now())

    page = signed_in.get("/performance").text

    assert 'id="track-export-data"' in page
    assert "high" in page
    assert "/jobs/job-0" in page


def test_an_empty_page_says_what_will_be_there(signed_in: FlaskClient) -> None:
    page = signed_in.get("/performance").text

    assert "Runs are compared every half hour" in page


def test_too_few_runs_are_not_accepted(signed_in: FlaskClient) -> None:
    assert send(signed_in, "/performance/export-data/accept").status_code == 422
