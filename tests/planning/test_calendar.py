"""The posts of a time span, and the iCalendar feed."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.planning.calendar import read_planned, read_unplanned
from fsp.planning.ical import write_feed
from fsp.stores import db
from tests.planning.conftest import Planning

AT = datetime(2026, 5, 4, 7, tzinfo=UTC)


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


def test_the_posts_of_a_span_come_in_order(planned: Planning, project: Project) -> None:
    planned("Later", AT + timedelta(days=1))
    planned("First", AT)
    planned("Outside", AT + timedelta(days=9))
    planned("Draft")

    titles = [each.item.title for each in read_planned(AT, AT + timedelta(days=9), project_id=project.id)]

    assert titles == ["First", "Later"]
    assert [item.title for item in read_unplanned(project.id)] == ["Draft"]
    assert read_planned(AT, AT + timedelta(days=9), project_id=project.id + 1) == []


def test_a_post_that_is_late_or_held_somewhere_is_marked(planned: Planning, project: Project) -> None:
    planned("Fine", AT)
    planned("Late", AT)
    blog = Destination(project_id=project.id, platform="webhook", name="Blog", settings={})
    db.session.add(blog)
    db.session.flush()
    for title, state in (("Fine", PublicationState.PUBLISHED), ("Late", PublicationState.PENDING)):
        item_id = db.session.query(Item.id).filter_by(title=title).scalar()
        row = Publication(item_id=item_id, destination_id=blog.id, platform="webhook", state=state, due_at=AT)
        db.session.add(row)
    db.session.commit()

    posts = {each.item.title: each for each in read_planned(AT, AT + timedelta(days=1))}

    assert [posts[title].is_troubled for title in ("Fine", "Late")] == [False, True]
    assert posts["Late"].publications == (("Blog", "late"),)


def test_the_feed_has_an_event_for_each_post(planned: Planning) -> None:
    planned("Beans, peas; and\nmore", AT)

    feed = write_feed("Garden", read_planned(AT, AT + timedelta(days=1)), now=AT, public_url="https://fsp.example")

    (event,) = Calendar.from_ical(feed).walk("VEVENT")
    assert event["SUMMARY"] == "Beans, peas; and\nmore"
    assert event.decoded("DTSTART") == AT
    assert str(event["UID"]).endswith("@fsp.example")
