"""The lengths of columns hold on every database, before anything is written."""

import pytest
from flask import Flask

from fsp.errors import UnstorableInput
from fsp.models.project import Project
from fsp.stores import db


def test_a_text_that_is_too_long_is_refused_when_it_is_added_and_when_it_is_changed(core: Flask) -> None:
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.commit()

    project.slug = "x" * 1_000
    with pytest.raises(UnstorableInput) as caught:
        db.session.commit()
    db.session.rollback()

    assert caught.value.field == "slug"
    assert db.session.get_one(Project, project.id).slug == "garden"
