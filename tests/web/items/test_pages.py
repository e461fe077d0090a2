"""Items: written, scheduled, published; and nothing typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.revisions import add_draft_revision
from fsp.core import current_settings
from fsp.models.item import Item, ItemState, Revision, RevisionOrigin
from fsp.models.job_request import JobRequest
from fsp.publishing.publish_item import publish_item
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs
from tests.web.forms import send
from tests.web.rows import row


def fresh(item: Item) -> Item:
    stored: Item = row(select(Item).where(Item.id == item.id))
    return stored


def test_an_item_is_scheduled_and_taken_off(signed_in: FlaskClient, garden: Item) -> None:
    send(signed_in, f"/items/{garden.id}/schedule", publish_at="2031-05-01T09:30")
    scheduled = (fresh(garden).state, fresh(garden).publish_at)
    send(signed_in, f"/items/{garden.id}/unschedule")

    assert scheduled == ("scheduled", datetime(2031, 5, 1, 9, 30, tzinfo=UTC))
    assert (fresh(garden).state, fresh(garden).publish_at) == ("draft", None)


@pytest.mark.parametrize(("moment", "code"), [("soon", 422), ("", 422), ("2031-05-01T09:30", 303)])
def test_a_senseless_moment_is_refused(signed_in: FlaskClient, garden: Item, moment: str, code: int) -> None:
    assert send(signed_in, f"/items/{garden.id}/schedule", publish_at=moment).status_code == code


def test_publish_now_makes_it_due_and_enqueues_it(
    signed_in: FlaskClient, garden: Item, redis_client: redis.Redis
) -> None:
    send(signed_in, f"/items/{garden.id}/publish")

    due = fresh(garden).publish_at
    assert due is not None
    assert utc_now() - due < timedelta(minutes=1)
    assert [job.job_type for job in waiting_jobs(redis_client)] == ["item-scheduled-publish"]


def test_an_item_without_a_text_is_not_published(signed_in: FlaskClient, garden: Item) -> None:
    send(signed_in, "/projects/garden/items", title="Empty")
    item = row(select(Item).where(Item.slug == "empty"))

    answer = send(signed_in, f"/items/{item.id}/publish")

    assert answer.status_code == 409
    assert "no content yet" in answer.text


def test_a_scheduled_item_without_a_text_is_named_while_there_is_time(
    signed_in: FlaskClient, garden: Item, redis_client: redis.Redis
) -> None:
    garden.state, garden.publish_at = ItemState.SCHEDULED, utc_now() + timedelta(hours=30)
    db.session.commit()
    paths = (f"/items/{garden.id}", "/projects/garden", "/projects")
    before = [signed_in.get(path).text for path in paths]
    garden.current_revision_id = None
    db.session.commit()

    after = [signed_in.get(path).text for path in paths]
    overview = signed_in.get("/").text

    assert not any("no content" in page for page in before)
    assert all("no content" in page for page in after)
    assert "has no content" in overview
    assert "It cannot be published until it has some" in after[0]
    assert 'id="problem-text-missing:garden"' in overview
    assert f'href="/items/{garden.id}"' in overview


def test_a_draft_is_asked_for_and_used(signed_in: FlaskClient, garden: Item) -> None:
    send(signed_in, f"/items/{garden.id}/generate")
    draft = Revision(item_id=garden.id, number=2, body="Draft.", origin=RevisionOrigin.GENERATED)
    db.session.add(draft)
    db.session.commit()

    send(signed_in, f"/items/{garden.id}/use", revision=str(draft.id))

    assert row(select(JobRequest.arguments))["item_id"] == garden.id
    assert fresh(garden).current_revision_id == draft.id


def test_the_tokens_of_a_draft_are_on_the_page(signed_in: FlaskClient, garden: Item) -> None:
    before = signed_in.get(f"/items/{garden.id}").text
    revision = add_draft_revision(garden, "Beans.", RevisionOrigin.GENERATED, author="m")
    revision.prompt_tokens, revision.completion_tokens = 31, 1200
    db.session.commit()

    page = signed_in.get(f"/items/{garden.id}").text

    assert "31 input tokens, 1\N{NARROW NO-BREAK SPACE}200 output tokens" in page
    assert "input tokens" not in before


def test_a_text_of_another_item_is_refused(signed_in: FlaskClient, garden: Item) -> None:
    assert send(signed_in, f"/items/{garden.id}/use", revision="999").status_code == 404


def test_a_poll_leaves_the_editor_alone(signed_in: FlaskClient, garden: Item) -> None:
    part = signed_in.get(f"/items/{garden.id}", headers={"HX-Request": "true"}).text

    assert "As of" in part
    assert 'name="body"' not in part


def test_one_is_taken_down_put_back_deleted_and_restored(signed_in: FlaskClient, garden: Item) -> None:
    path = f"/items/{garden.id}"
    with signed_in.application.app_context():
        db.session.get_one(Item, garden.id).state = ItemState.SCHEDULED
        db.session.commit()
        publish_item(garden.id, settings=current_settings(), now=utc_now())
    pages = [signed_in.get(path).text]
    for action in ("unpublish", "republish", "delete", "restore"):
        send(signed_in, f"{path}/{action}")
        pages.append(signed_in.get(path).text)
        if action == "delete":
            assert "Beans" in signed_in.get("/projects/garden?state=deleted").text
            assert f"item-{garden.id}" not in signed_in.get("/projects/garden").text

    assert [f"{path}/republish" in page for page in pages] == [False, True, False, False, False]
    assert [f"{path}/restore" in page for page in pages] == [False, False, False, True, False]
    assert [">Unpublish<" in page for page in pages] == [True, False, True, False, True]


def test_the_address_is_changed_and_a_bad_one_is_refused(signed_in: FlaskClient, garden: Item) -> None:
    send(signed_in, f"/items/{garden.id}/slug", slug="Broad beans")
    answer = send(signed_in, f"/items/{garden.id}/slug", slug="tags")

    assert fresh(garden).slug == "broad-beans"
    assert answer.status_code == 422
