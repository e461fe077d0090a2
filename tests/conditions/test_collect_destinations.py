"""What is known of destinations: late and undecided posts, recent times, and what stops them. On both databases."""

from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.conditions.collect_destinations import DESTINATIONS, read_destinations
from fsp.content.revisions import add_current_revision
from fsp.gates.controls import pause_type, set_rate
from fsp.gates.pauses import Pause
from fsp.gates.rates import RateOverride
from fsp.jobs.gate import gate_id
from fsp.jobs.rate import Rate
from fsp.metrics.sketch import bucket_index
from fsp.models.destination import SITE, Destination
from fsp.models.item import CONSENTED, Item, ItemState, RevisionOrigin
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.performance.due_to_live import measure_due_to_live, read_delivery_times
from fsp.publishing.destination_report import troubled_publications
from fsp.queueing.blocker import BlockerKind
from fsp.redis_ops import gate_keys
from fsp.stores import db
from tests.redis_fields import HashFields

NOW = utc_now()


@pytest.fixture
def blog(stores: Flask) -> Destination:
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.flush()
    row = Destination(project_id=project.id, platform="webhook", name="Blog", settings={})
    db.session.add(row)
    db.session.commit()
    return row


def item(title: str, blog: Destination, **values: object) -> Item:
    row = Item(project_id=blog.project_id, slug=title.lower(), title=title, tags=[], state=ItemState.PUBLISHED)
    row.created_at = NOW - timedelta(days=1)
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    return row


def publish(title: str, blog: Destination, state: PublicationState, **values: object) -> None:
    row = Publication(item_id=item(title, blog).id, destination_id=blog.id, platform=blog.platform, state=state)
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.commit()


def test_late_held_and_unknown_posts_are_counted_with_the_first_of_them(
    blog: Destination, redis_client: redis.Redis
) -> None:
    for number in (10, 20):
        due_at = NOW - timedelta(minutes=number)
        publish(f"Late {number}", blog, PublicationState.PENDING, due_at=due_at, error="503 from the server")
    publish("Being sent", blog, PublicationState.PUBLISHING, due_at=NOW - timedelta(minutes=5))
    publish("Just due", blog, PublicationState.PENDING, due_at=NOW - timedelta(seconds=30))
    publish("Just changed", blog, PublicationState.PENDING, due_at=NOW - timedelta(days=9), live_at=NOW, wanted_at=NOW)
    publish("Held", blog, PublicationState.HELD, due_at=NOW - timedelta(hours=3))
    publish("Unknown", blog, PublicationState.UNKNOWN, due_at=NOW - timedelta(hours=1))

    (facts,) = read_destinations(redis_client, NOW)

    assert (facts.label, facts.page) == ("garden/Blog", f"/projects/garden/destinations/{blog.id}")
    assert (facts.late.posts, facts.late.since) == (3, NOW - timedelta(minutes=20))
    assert (facts.late.title, facts.late.error) == ("", "503 from the server")
    assert (facts.held.posts, facts.held.title, facts.held.since) == (1, "Held", NOW - timedelta(hours=3))
    assert (facts.unknown.posts, facts.unknown.title) == (1, "Unknown")


@pytest.mark.parametrize("state", sorted(set(ItemState) - CONSENTED))
def test_a_post_that_nobody_wants_public_is_not_late(
    blog: Destination, redis_client: redis.Redis, state: ItemState
) -> None:
    publish("A", blog, PublicationState.PENDING, due_at=NOW - timedelta(minutes=20))
    db.session.scalars(select(Item)).one().state = state
    db.session.commit()

    (facts,) = read_destinations(redis_client, NOW)

    assert facts.late.posts == 0


def test_a_due_post_that_its_site_does_not_have_is_late_there(blog: Destination, redis_client: redis.Redis) -> None:
    due = item("Due", blog, state=ItemState.SCHEDULED, publish_at=NOW - timedelta(minutes=9))
    add_current_revision(due, "A text.", RevisionOrigin.PERSON)
    item("Without text", blog, state=ItemState.SCHEDULED, publish_at=NOW - timedelta(minutes=9))
    db.session.commit()

    site, _ = read_destinations(redis_client, NOW)

    assert (site.label, site.is_site, site.late.posts, site.late.title) == ("garden/Site", True, 1, "Due")


def test_an_older_post_is_late_only_since_it_was_imported(blog: Destination, redis_client: redis.Redis) -> None:
    long_ago = NOW - timedelta(days=270)
    for title, minutes in (("New", 0), ("Old", 5)):
        older = item(title, blog, state=ItemState.SCHEDULED, publish_at=long_ago)
        older.created_at = NOW - timedelta(minutes=minutes)
        add_current_revision(older, "A text.", RevisionOrigin.PERSON)
    db.session.commit()

    site, _ = read_destinations(redis_client, NOW)

    assert (site.late.posts, site.late.title, site.late.since) == (1, "Old", NOW - timedelta(minutes=5))


def test_changes_and_removals_that_wait_at_a_destination_are_late_since_they_were_wanted(
    blog: Destination, redis_client: redis.Redis
) -> None:
    was_live = {"due_at": NOW - timedelta(days=9), "live_at": NOW - timedelta(days=9)}
    publish("Changed", blog, PublicationState.PENDING, wanted_at=NOW - timedelta(minutes=7), **was_live)
    publish("Done", blog, PublicationState.PUBLISHED, wanted_at=NOW - timedelta(minutes=60), **was_live)
    publish("Removed", blog, PublicationState.REMOVING, wanted_at=NOW - timedelta(minutes=9), **was_live)
    removed = db.session.scalars(select(Item).where(Item.title == "Removed")).one()
    removed.state, removed.deleted_at = ItemState.UNPUBLISHED, NOW
    db.session.commit()

    (facts,) = read_destinations(redis_client, NOW)

    assert (facts.late.posts, facts.late.since) == (2, NOW - timedelta(minutes=9))
    assert {row.item.title for row in troubled_publications(blog.id, NOW)} == {"Changed"}
    rows = db.session.scalars(select(Publication)).all()
    assert {row.item.title for row in rows if row.is_late(NOW)} == {"Changed", "Removed"}


def test_a_due_post_of_a_project_without_a_site_is_late_at_each_destination_that_wants_it(
    blog: Destination, redis_client: redis.Redis
) -> None:
    site = db.session.scalars(select(Destination).where(Destination.platform == SITE)).one()
    site.removed_at = NOW
    blog.created_at = NOW - timedelta(days=30)
    db.session.add(Destination(project_id=blog.project_id, platform="webhook", name="New", created_at=NOW))
    due = item("Due", blog, state=ItemState.SCHEDULED, publish_at=NOW - timedelta(minutes=9))
    add_current_revision(due, "A text.", RevisionOrigin.PERSON)
    db.session.commit()

    late = {facts.name: facts.late.posts for facts in read_destinations(redis_client, NOW)}
    db.session.add(
        Publication(item_id=due.id, destination_id=blog.id, platform="webhook", due_at=NOW - timedelta(minutes=9))
    )
    db.session.commit()
    later = NOW + timedelta(seconds=20)
    late_once_handed_out = {facts.name: facts.late.posts for facts in read_destinations(redis_client, later)}

    assert late == late_once_handed_out == {"Blog": 1, "New": 0}


def test_what_stops_a_destination_is_read_from_its_row_and_its_gate(
    blog: Destination, redis_client: redis.Redis
) -> None:
    gate = gate_id("destination", str(blog.id))
    opened: HashFields = {
        "circuit": "open",
        "why": "5 failures in a row",
        "open_until": int(NOW.timestamp() + 40) * 1000,
    }
    redis_client.hset(gate_keys.gate(gate), mapping=opened)
    set_rate(redis_client, gate, RateOverride(Rate(1, 60), "ada", "", NOW))

    (facts,) = read_destinations(redis_client, NOW)
    DESTINATIONS.get(lambda: (), NOW + timedelta(seconds=9))
    pause_type(redis_client, gate, Pause("ada", "holidays", NOW))
    (paused,) = read_destinations(redis_client, NOW + timedelta(seconds=20))

    assert (facts.circuit, facts.circuit_why, facts.pause) == ("open", "5 failures in a row", "")
    assert [blocker.kind for blocker in facts.blockers] == [BlockerKind.CIRCUIT]
    assert paused.pause == "ada paused it: holidays"


def test_times_are_measured_once_and_merge_over_any_window(blog: Destination, redis_client: redis.Redis) -> None:
    for number, (age, seconds) in enumerate([(10, 30), (20, 30), (30, 90), (60 * 30, 900), (60 * 24 * 40, 5)]):
        live_at = NOW - timedelta(minutes=age)
        due_at = live_at - timedelta(seconds=seconds)
        publish(f"Post {number}", blog, PublicationState.PUBLISHED, due_at=due_at, live_at=live_at)
    before = read_delivery_times([blog.id], NOW)[blog.id]

    measured = [measure_due_to_live(redis_client, NOW) for _ in range(2)]
    times = read_delivery_times([blog.id], NOW)[blog.id]

    assert measured == [4, 0]
    assert times == before
    assert (times.day.posts, times.month.posts) == (3, 4)
    assert times.day.sketch == {bucket_index(30): 2, bucket_index(90): 1}
    assert times.month.p99 == pytest.approx(900, rel=0.01)
    (facts,) = [row for row in read_destinations(redis_client, NOW) if row.id == blog.id]
    assert facts.recent == times.day.sketch
    assert {key: value for key, value in redis_client.hgetall(b"fsp:deliveries").items() if b"micro" not in key} == {
        b"30.0|garden/Blog": b"2",
        b"90.0|garden/Blog": b"1",
    }
