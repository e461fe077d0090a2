"""Texts are added, never changed; a draft leaves the current one in place."""

import pytest
from flask import Flask

from fsp.content.revisions import add_current_revision, add_draft_revision
from fsp.models.item import Item, RevisionOrigin
from fsp.models.project import Project
from fsp.stores import db


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


def test_numbers_count_from_one_and_a_draft_waits(core: Flask) -> None:
    project = Project(slug="p", title="P")
    db.session.add(project)
    db.session.flush()
    item = Item(project_id=project.id, slug="i", title="I", tags=[])
    db.session.add(item)
    db.session.flush()

    own_revision = add_current_revision(item, "Mine.", RevisionOrigin.PERSON, author="ada")
    draft = add_draft_revision(item, "Draft.", RevisionOrigin.GENERATED, job_id="j")

    assert (own_revision.number, draft.number) == (1, 2)
    assert item.current_revision_id == own_revision.id
