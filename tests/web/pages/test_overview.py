"""The overview, the site and health, on real stores."""

import redis
from flask.testing import FlaskClient

from fsp.queueing.enqueue import enqueue


def test_the_overview_shows_what_waits(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "reconcile-requests", {})

    page = signed_in.get("/")

    assert page.status_code == 200
    assert "As of" in page.text
    assert "No worker is running" in page.text


def test_a_poll_gets_only_the_part_that_changes(signed_in: FlaskClient) -> None:
    part = signed_in.get("/", headers={"HX-Request": "true"}).text

    assert "As of" in part
    assert "<html" not in part
