"""Items in the API: scheduled, taken off, published, drafted."""

import redis
from flask.testing import FlaskClient

from fsp.models.item import Item
from tests.queueing.waiting import waiting_jobs


def test_one_is_scheduled_taken_off_and_published(
    program: FlaskClient, garden: Item, redis_client: redis.Redis
) -> None:
    path = f"/api/items/{garden.id}"

    scheduled = program.post(f"{path}/schedule", json={"publishAt": "2035-05-01T09:30:00Z"}).json
    taken_off = [program.post(f"{path}/unschedule").status_code for _ in range(2)]
    published = program.post(f"{path}/publish").json

    assert (scheduled["state"], scheduled["publishAt"]) == ("scheduled", "2035-05-01T09:30:00Z")  # type: ignore[index]
    assert taken_off == [200, 409]
    assert published["state"] == "scheduled"  # type: ignore[index]
    assert [job.job_type for job in waiting_jobs(redis_client)] == ["item-scheduled-publish"]
    assert program.get("/api/items/99").status_code == 404


def test_a_draft_is_asked_for(program: FlaskClient, garden: Item, redis_client: redis.Redis) -> None:
    made = program.post(f"/api/items/{garden.id}/draft")

    assert made.status_code == 201
    assert [job.job_id for job in waiting_jobs(redis_client)] == [made.json["jobId"]]  # type: ignore[index]
