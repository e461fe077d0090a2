"""The reason why a job waits names its destination."""

import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.conditions.explain import explain
from fsp.content.project_settings import ProjectText, create_project
from fsp.gates.controls import pause_type
from fsp.gates.pauses import Pause
from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.gate import gate_id
from fsp.models.destination import Destination
from fsp.queueing.enqueue import enqueue
from fsp.stores import db


def test_a_blocked_job_names_its_destination(core: Flask, redis_client: redis.Redis) -> None:
    place = Destination(project_id=create_project(ProjectText("Garden")).id, platform="ghost", name="Company blog")
    db.session.add(place)
    db.session.commit()
    job = enqueue(redis_client, "item-scheduled-publish", {"item_id": 1, "destination_id": place.id})
    pause_type(redis_client, gate_id("destination", str(place.id)), Pause("ada", "", utc_now()))

    words = [blocker.words for blocker in explain(redis_client, job.job_id, utc_now())]

    assert f"ada paused Company blog (destination:{place.id})." in words
