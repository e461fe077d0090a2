"""Handing due posts out: in time, late, older than the destination, and without any job that Redis may have lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import redis

from fsp.handlers.after_death import complete
from fsp.models.destination import AfterLate, Destination
from fsp.models.item import Item, ItemState
from fsp.models.publication import PublicationState
from fsp.publishing.backfill import hand_out_older
from fsp.publishing.due import due_items
from fsp.publishing.hand_out import hand_out, want_everywhere
from fsp.publishing.hold import hold_late
from fsp.publishing.outstanding import enqueue_wanted
from fsp.publishing.publish_item import publish_item
from fsp.publishing.schedule import publish_now
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs
from tests.publishing.journal import START, Journals

MakeItem = Callable[..., Item]
HOUR = timedelta(hours=1)


def waiting(connection: redis.Redis) -> list[tuple[int, int]]:
    """Return (post, destination) of the jobs in their order."""
    return [
        (job.arguments["item_id"], job.arguments["destination_id"])
        for job in waiting_jobs(connection)
        if job.arguments.get("destination_id")
    ]


def test_each_destination_gets_a_job_of_its_own_after_the_site(
    journal: Journals, make_item: MakeItem, redis_client: redis.Redis
) -> None:
    item, first, second = make_item("beans", publish_at=START), journal.add(), journal.add("blind")

    result = publish_item(item.id, settings=journal.settings, now=journal.now)
    again = publish_item(item.id, settings=journal.settings, now=journal.now)

    assert (list(result.urls), result.enqueued, again.enqueued) == (["site"], 2, 0)
    assert waiting(redis_client) == [(item.id, first.id), (item.id, second.id)]


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({}, PublicationState.HELD),
        ({"after_late": AfterLate.SEND}, PublicationState.PENDING),
        ({"max_lateness_seconds": None}, PublicationState.PENDING),
        ({"max_lateness_seconds": 4 * 3600}, PublicationState.PENDING),
    ],
)
def test_after_an_outage_each_post_follows_the_policy_of_its_destination(
    journal: Journals, make_item: MakeItem, columns: dict[str, Any], state: PublicationState
) -> None:
    item, place = make_item("beans", publish_at=START), journal.add(**columns)
    journal.wait(3 * 3600)

    hand_out(item, journal.now)

    row = journal.publication(item, place)
    assert (row.state, row.due_at) == (state, START)


@pytest.mark.parametrize("is_wanted", [True, False])
def test_posts_older_than_a_destination_are_sent_only_where_they_are_wanted(
    journal: Journals, make_item: MakeItem, is_wanted: bool
) -> None:
    place = journal.add(sends_older_posts=is_wanted)
    older = make_item("older", publish_at=START - timedelta(days=90), state=ItemState.PUBLISHED)
    imported = make_item("imported", publish_at=START - HOUR, state=ItemState.PUBLISHED)
    imported.source_path, imported.created_at = "imported.md", START
    db.session.commit()

    count, again = hand_out_older(journal.now), hand_out_older(journal.now)

    due = [journal.publication(item, place).due_at for item in (older, imported)]
    assert due == [journal.now if is_wanted else None] * 2
    assert (count, again) == ((2, 0) if is_wanted else (0, 0))


def test_a_person_who_publishes_now_sends_also_what_is_late_or_older(
    journal: Journals, make_item: MakeItem, redis_client: redis.Redis
) -> None:
    place = journal.add()
    item = make_item("older", publish_at=START - timedelta(days=90), state=ItemState.DRAFT)

    publish_now(item, connection=redis_client, now=journal.now)
    publish_item(item.id, settings=journal.settings, now=journal.now)

    assert journal.deliver(item, place).state == "published"


def test_posts_that_wait_until_they_are_too_late_are_held_by_the_sweep(journal: Journals, make_item: MakeItem) -> None:
    strict, patient = journal.add(), journal.add(name="Patient", max_lateness_seconds=86_400)
    item = make_item("beans", publish_at=START)
    hand_out(item, journal.now)

    journal.wait(3600)
    early = hold_late(journal.now)
    journal.wait(1)
    late = hold_late(journal.now)

    assert (early, late) == (0, 1)
    assert [journal.publication(item, row).state for row in (strict, patient)] == ["held", "pending"]


def test_the_sweep_enqueues_what_sql_says_in_order_of_time(
    journal: Journals, make_item: MakeItem, redis_client: redis.Redis
) -> None:
    place = journal.add()
    later = make_item("later", publish_at=START)
    first, second = (make_item(slug, publish_at=START - HOUR / 2) for slug in ("first", "second"))
    for item in (later, first, second):
        hand_out(item, journal.now)
    redis_client.flushdb()

    count, again = enqueue_wanted(redis_client, journal.now), enqueue_wanted(redis_client, journal.now)

    assert (count, again) == (3, 0)
    assert waiting(redis_client) == [(item.id, place.id) for item in (first, second, later)]


def test_nothing_is_enqueued_for_a_paused_or_removed_destination_or_a_draft(
    journal: Journals, make_item: MakeItem, redis_client: redis.Redis
) -> None:
    paused, removed, open_ = journal.add(), journal.add(name="Removed"), journal.add(name="Open")
    item, draft = make_item("beans", publish_at=START), make_item("draft", publish_at=START)
    for post in (item, draft):
        hand_out(post, journal.now)
    paused.paused_at = removed.removed_at = journal.now
    draft.state = ItemState.DRAFT
    db.session.commit()

    enqueue_wanted(redis_client, journal.now)

    assert waiting(redis_client) == [(item.id, open_.id)]
    assert [journal.deliver(item, row).held_back for row in (paused, removed)] == [
        "Journal is paused.",
        "The destination was removed after the job was created.",
    ]


def test_a_post_without_a_site_is_handed_out_once(journal: Journals, make_item: MakeItem) -> None:
    journal.add()
    item = make_item("beans", publish_at=START)
    for row in db.session.query(Destination).filter_by(platform="site"):
        row.removed_at = START
    db.session.commit()

    before = due_items("garden", journal.now)
    publish_item(item.id, settings=journal.settings, now=journal.now)

    assert (len(before), due_items("garden", journal.now)) == (1, [])


def test_a_job_that_died_fails_its_publication_and_not_the_post(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    hand_out(item, journal.now)

    complete("item-scheduled-publish", {"item_id": item.id, "destination_id": place.id}, "401: the password is old")
    failed = journal.publication(item, place)
    state, error = failed.state, failed.error
    want_everywhere(item, journal.now)

    db.session.refresh(item)
    assert (state, error, item.state) == ("failed", "401: the password is old", ItemState.SCHEDULED)
    assert journal.publication(item, place).state == "pending"
