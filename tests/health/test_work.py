"""Failures count from five on; a platform that fails degrades, it never makes FSP unhealthy."""

from datetime import timedelta

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.extensions import db
from fsp.handlers import catalogue  # noqa: F401
from fsp.health.work import check_jobs, check_platforms
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys
from tests.worker.claiming import claimed, end


@pytest.mark.parametrize(
    ("failed", "succeeded", "status"),
    [(4, 0, "healthy"), (5, 5, "unhealthy"), (5, 6, "healthy"), (0, 10, "healthy"), (3, 2, "unhealthy")],
)
def test_half_of_at_least_five_jobs(
    core: Flask, redis_client: redis.Redis, failed: int, succeeded: int, status: str
) -> None:
    for action in ["dead"] * failed + ["success"] * succeeded:
        enqueue(redis_client, "export-data", {"project": "x"})
        end(redis_client, claimed(redis_client), action)

    assert check_jobs(redis_client, utc_now()).status == status


def test_a_lease_nobody_keeps_is_stuck(core: Flask, redis_client: redis.Redis) -> None:
    redis_client.zadd(keys.LEASES, {"j": (utc_now() - timedelta(minutes=5)).timestamp() * 1000})

    assert check_jobs(redis_client, utc_now()).status == "degraded"


@pytest.mark.parametrize(("failed", "status"), [(0, "healthy"), (1, "healthy"), (2, "degraded"), (5, "degraded")])
def test_three_in_ten_of_at_least_five_publications(core: Flask, failed: int, status: str) -> None:
    project = Project(slug="p", title="p")
    db.session.add(project)
    db.session.flush()
    for number in range(5):
        item = Item(project_id=project.id, slug=str(number), title="t")
        db.session.add(item)
        db.session.flush()
        state = PublicationState.FAILED if number < failed else PublicationState.PUBLISHED
        db.session.add(Publication(item_id=item.id, platform="site", state=state))
    db.session.commit()

    assert check_platforms(utc_now()).status == status
    assert check_platforms(utc_now() + timedelta(minutes=16)).status == "healthy"
