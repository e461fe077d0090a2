"""Saving the form of the editor: nothing that somebody else saved is overwritten unseen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.item_form import ItemForm, form_of
from fsp.content.merge_form import merge_forms
from fsp.content.project_settings import ProjectText, create_project
from fsp.content.save_form import EditConflict, body_of, create_from_form, save_form
from fsp.errors import Conflict, InvalidInput
from fsp.models.item import Item, ItemState, Revision
from fsp.models.project import Project
from fsp.stores import db

BASE = ItemForm(title="Tea", body="One.", tags="a")


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


@pytest.fixture
def project(core: Flask) -> Project:
    return create_project(ProjectText("Blog"))


@pytest.fixture
def item(project: Project) -> Item:
    return create_from_form(project, BASE, author="ada").item


def form(item: Item, project: Project) -> ItemForm:
    return form_of(item, body_of(item), project)


@pytest.mark.parametrize(
    ("own", "theirs", "merged", "conflicts"),
    [
        ({"title": "Mine"}, {}, {"title": "Mine"}, ()),
        ({}, {"title": "Theirs"}, {"title": "Theirs"}, ()),
        ({"title": "Mine"}, {"body": "Two."}, {"title": "Mine", "body": "Two."}, ()),
        ({"title": "Same"}, {"title": "Same"}, {"title": "Same"}, ()),
        ({"body": "Mine."}, {"body": "Theirs."}, {"body": "Mine."}, ("body",)),
        ({"body": "\nOne.\r\n"}, {"body": "Theirs."}, {"body": "Theirs."}, ()),
    ],
)
def test_fields_are_merged(
    own: dict[str, str], theirs: dict[str, str], merged: dict[str, str], conflicts: tuple[str, ...]
) -> None:
    result = merge_forms(BASE, replace(BASE, **own), replace(BASE, **theirs))

    assert result.form == replace(BASE, **merged)
    assert result.conflicts == conflicts


def test_a_conflict_has_both_versions_and_saves_nothing(item: Item, project: Project) -> None:
    base = form(item, project)
    save_form(item.id, replace(base, body="Theirs."), base=base, author="bob")

    with pytest.raises(EditConflict) as conflict:
        save_form(item.id, replace(base, body="Mine.", title="New"), base=base, author="ada")

    assert (conflict.value.theirs.body, conflict.value.own.body) == ("Theirs.", "Mine.")
    assert conflict.value.names == ("body",)
    db.session.refresh(item)
    assert item.title == "Tea"
    assert len(db.session.scalars(select(Revision.id)).all()) == 2


def test_a_scheduled_post_needs_a_date_and_a_deleted_one_is_not_saved(item: Item, project: Project) -> None:
    item.state, item.publish_at = ItemState.SCHEDULED, datetime(2030, 1, 1, tzinfo=UTC)
    db.session.commit()
    base = form(item, project)

    with pytest.raises(InvalidInput, match="needs a date"):
        save_form(item.id, replace(base, date=""), base=base, author="ada")
    db.session.rollback()
    item.deleted_at = utc_now()
    db.session.commit()
    with pytest.raises(Conflict, match="is deleted"):
        save_form(item.id, replace(base, title="New"), base=base, author="ada")


def test_a_taken_slug_of_a_new_post_is_named_and_the_post_is_there(item: Item, project: Project) -> None:
    saved = create_from_form(project, ItemForm(title="Coffee", slug="tea"), author="ada")

    assert saved.item.slug == "coffee"
    assert 'The slug is "coffee" for now.' in saved.note


def test_a_deleted_project_gets_no_post(project: Project) -> None:
    project.deleted_at = utc_now()

    with pytest.raises(Conflict, match="is deleted"):
        create_from_form(project, BASE, author="ada")
