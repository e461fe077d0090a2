"""Items in the API: scheduled, taken off, published, drafted."""

from datetime import timedelta

import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.models.item import Item, ItemState
from fsp.publishing.publish_item import publish_item
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs


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
    draft = program.post(f"/api/items/{garden.id}/draft")

    assert draft.status_code == 201
    assert [job.job_id for job in waiting_jobs(redis_client)] == [draft.json["jobId"]]  # type: ignore[index]


def test_scheduled_items_without_a_text_are_listed(program: FlaskClient, garden: Item) -> None:
    garden.state, garden.publish_at = ItemState.SCHEDULED, utc_now() + timedelta(days=1)
    db.session.commit()
    before = program.get("/api/items/without-text").json["items"]  # type: ignore[index]
    garden.current_revision_id = None
    db.session.commit()

    (item,) = program.get("/api/items/without-text").json["items"]  # type: ignore[index]

    assert before == []
    assert (item["id"], item["isTextMissing"]) == (garden.id, True)
    assert item.items() <= program.get(f"/api/items/{garden.id}").json.items()  # type: ignore[union-attr]


def test_one_is_taken_down_put_back_deleted_restored_and_moved(
    program: FlaskClient, garden: Item, redis_client: redis.Redis
) -> None:
    path = f"/api/items/{garden.id}"
    with program.application.app_context():
        db.session.get_one(Item, garden.id).state = ItemState.SCHEDULED
        db.session.commit()
        publish_item(garden.id, settings=current_settings(), now=utc_now())

    answers = [
        program.post(f"{path}/unpublish"),
        program.post(f"{path}/unpublish"),
        program.post(f"{path}/republish"),
        program.delete(path),
        program.delete(path),
        program.post(f"{path}/restore"),
        program.put(f"{path}/slug", json={"slug": "Peas"}),
        program.put(f"{path}/slug", json={"slug": "tags"}),
        program.put(f"{path}/slug", json={}),
    ]

    assert [answer.status_code for answer in answers] == [200, 409, 200, 200, 409, 200, 200, 422, 422]
    assert [answers[index].json["state"] for index in (0, 2)] == ["unpublished", "published"]  # type: ignore[index]
    assert answers[3].json["deletedAt"] is not None  # type: ignore[index]
    assert answers[6].json["slug"] == "peas"  # type: ignore[index]
    assert {job.job_type for job in waiting_jobs(redis_client)} == {"project-scheduled-publish"}
