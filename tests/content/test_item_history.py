"""The history of posts names who acted."""

import pytest
from flask import Flask

from fsp.audit.actor import current_actor, set_actor
from fsp.content.item_history import add_event
from fsp.jobs.run_context import Run, running
from fsp.models.audit_entry import Via
from fsp.models.item import Item
from fsp.models.item_event import EventKind, ItemEvent
from fsp.models.project import Project
from fsp.stores import db


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


def test_an_event_names_the_person_or_the_job(core: Flask) -> None:
    db.session.add(project := Project(slug="kitchen", title="Kitchen"))
    db.session.flush()
    db.session.add(item := Item(project_id=project.id, slug="beans", title="Beans"))
    db.session.flush()

    add_event(item.id, EventKind.CREATED)
    set_actor("anna", Via.PAGE)
    add_event(item.id, EventKind.SCHEDULED, to="2030", before="")
    with running(Run("job-1", "item-scheduled-publish")):
        add_event(item.id, EventKind.PUBLISHED, place="Journal")
    db.session.commit()

    rows = [(row.by, row.via, row.place, row.job_id, row.data) for row in db.session.query(ItemEvent)]
    assert rows == [
        ("", "", "", "", {}),
        ("anna", "page", "", "", {"to": "2030"}),
        ("", "job", "Journal", "job-1", {}),
    ]


def test_nobody_acts_outside_the_application() -> None:
    assert current_actor() == ("", "")
