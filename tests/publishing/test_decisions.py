"""What a person decides: send or skip what is late, and whether an unknown post is there."""

from collections.abc import Callable

import pytest
import redis

from fsp.errors import Conflict, InvalidInput, PermanentFailure
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.publication import Drift, Publication
from fsp.publishing.decisions import it_is_there, send_again, send_now, skip
from fsp.publishing.hand_out import hand_out
from fsp.publishing.take_down import delete_item
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs
from tests.publishing.journal import START, Journals

MakeItem = Callable[..., Item]


@pytest.fixture
def held(journal: Journals, make_item: MakeItem) -> Publication:
    item, place = make_item("beans", publish_at=START), journal.add()
    journal.wait(7200)
    hand_out(item, journal.now)
    return journal.publication(item, place)


@pytest.fixture
def unknown(journal: Journals, make_item: MakeItem) -> Publication:
    item, place = make_item("beans", publish_at=START), journal.add("blind")
    hand_out(item, journal.now)
    journal.server.fail_next("cut-after", on="POST /posts")
    journal.deliver(item, place)
    return journal.publication(item, place)


def deliver(journal: Journals, row: Publication) -> str:
    return journal.deliver(
        db.session.get_one(Item, row.item_id), db.session.get_one(Destination, row.destination_id)
    ).state


def test_a_held_post_is_sent_when_a_person_says_so(
    journal: Journals, held: Publication, redis_client: redis.Redis
) -> None:
    send_now(held, connection=redis_client, now=journal.now)

    assert len(waiting_jobs(redis_client)) == 1
    assert deliver(journal, held) == "published"
    with pytest.raises(Conflict, match="is published, not held"):
        send_now(held, connection=redis_client, now=journal.now)


def test_a_failed_removal_is_repeated_as_a_removal(journal: Journals, make_item: MakeItem) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    hand_out(item, journal.now)
    journal.deliver(item, place)
    delete_item(item)
    journal.server.fail_next(403, on="DELETE")
    with pytest.raises(PermanentFailure):
        journal.deliver(item, place)

    send_now(journal.publication(item, place), connection=journal.connection, now=journal.now)

    assert (journal.deliver(item, place).state, journal.server.posts) == ("unpublished", {})


def test_a_skipped_post_is_never_sent(journal: Journals, held: Publication) -> None:
    skip(held)

    hand_out(db.session.get_one(Item, held.item_id), journal.now)
    assert deliver(journal, held) == "unpublished"
    assert journal.server.requests == []
    assert held.held_because.startswith("Skipped. It was due 2 h ago")


def test_an_unknown_post_that_is_there_counts_as_published(
    journal: Journals, unknown: Publication, redis_client: redis.Redis
) -> None:
    with pytest.raises(InvalidInput):
        it_is_there(unknown, external_id=" ", url="", connection=redis_client, now=journal.now)
    it_is_there(unknown, external_id="", url="https://blind.example/1", connection=redis_client, now=journal.now)

    assert (unknown.state, unknown.url, unknown.create_sent_at) == ("published", "https://blind.example/1", None)
    assert deliver(journal, unknown) == "published"
    assert len(journal.server.created) == 1


def test_an_unknown_post_of_a_deleted_item_that_is_there_is_removed(
    journal: Journals, unknown: Publication, redis_client: redis.Redis
) -> None:
    delete_item(db.session.get_one(Item, unknown.item_id))

    it_is_there(unknown, external_id="7", url="", connection=redis_client, now=journal.now)

    assert unknown.state == "removing"


def test_an_unknown_post_that_is_not_there_is_sent_again(
    journal: Journals, unknown: Publication, redis_client: redis.Redis
) -> None:
    send_again(unknown, connection=redis_client, now=journal.now)

    assert deliver(journal, unknown) == "published"
    assert len(journal.server.created) == 2
    with pytest.raises(Conflict):
        send_again(unknown, connection=redis_client, now=journal.now)


def test_a_post_that_was_deleted_there_is_sent_again(
    journal: Journals, make_item: MakeItem, redis_client: redis.Redis
) -> None:
    item, place = make_item("beans", publish_at=START), journal.add()
    hand_out(item, journal.now)
    journal.deliver(item, place)
    journal.server.posts.clear()
    row = journal.publication(item, place)
    row.drift = Drift.GONE
    db.session.commit()

    send_again(row, connection=redis_client, now=journal.now)

    assert deliver(journal, row) == "published"
    assert len(journal.server.posts) == 1
