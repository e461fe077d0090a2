"""Working copies: what was typed is kept, each tab's by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.item_form import ItemForm
from fsp.content.project_settings import ProjectText, create_project
from fsp.content.save_form import create_from_form
from fsp.content.working_copies import (
    KEPT,
    MAX_BODY_CHARACTERS,
    MAX_COPIES,
    Place,
    Typed,
    base_of_copy,
    copies_of_item,
    copies_of_new_posts,
    discard_copy,
    find_copy,
    forget_old,
    forget_tab,
    form_of_copy,
    keep_copy,
)
from fsp.errors import Changed, InvalidInput, NotFound
from fsp.models.account import Account
from fsp.models.item import Revision
from fsp.models.working_copy import WorkingCopy
from fsp.stores import db

FORM = ItemForm(title="Tea", body="Typed.")


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


@pytest.fixture
def place(core: Flask) -> Place:
    project = create_project(ProjectText("Blog"))
    account = Account(name="ada")
    db.session.add(account)
    db.session.commit()
    item = create_from_form(project, ItemForm(title="Tea", body="Saved."), author="ada").item
    return Place(project, item, account, "one")


def typed(place: Place, form: ItemForm = FORM, version: int = 0) -> Typed:
    revision_id = place.item.current_revision_id if place.item else None
    return Typed(form, ItemForm(title="Tea"), revision_id, version)


def test_a_text_is_kept_again_and_adds_no_revision(place: Place) -> None:
    first = keep_copy(place, typed(place), now=utc_now())
    second = keep_copy(place, typed(place, replace(FORM, body="More."), first.version), now=utc_now())

    assert (first.id, second.version) == (second.id, 2)
    assert form_of_copy(find_copy(second.id)).body == "More."
    assert base_of_copy(second).body == "Saved."
    assert len(db.session.scalars(select(Revision.id)).all()) == 1


def test_tabs_and_accounts_do_not_overwrite_each_other(place: Place) -> None:
    bob = Account(name="bob")
    db.session.add(bob)
    db.session.commit()
    keep_copy(place, typed(place), now=utc_now())
    keep_copy(replace(place, tab="two"), typed(place), now=utc_now())
    keep_copy(replace(place, account=bob), typed(place), now=utc_now())

    assert place.item is not None
    assert [(copy.account.name, copy.tab) for copy in copies_of_item(place.item)] == [
        ("bob", "one"),
        ("ada", "two"),
        ("ada", "one"),
    ]


def test_a_duplicated_tab_is_detected(place: Place) -> None:
    keep_copy(place, typed(place), now=utc_now())

    with pytest.raises(Changed):
        keep_copy(place, typed(place), now=utc_now())


def test_what_equals_its_base_is_not_kept(place: Place) -> None:
    first = keep_copy(place, typed(place), now=utc_now())

    again = keep_copy(place, typed(place, ItemForm(title="Tea", body="Saved."), first.version), now=utc_now())

    assert again.version == 0
    assert db.session.scalars(select(WorkingCopy.id)).all() == []


def test_new_posts_are_the_accounts_own(place: Place) -> None:
    new = replace(place, item=None, tab="new")
    copy = keep_copy(new, Typed(FORM, ItemForm(), None, 0), now=utc_now())

    assert [copy.id for copy in copies_of_new_posts(place.project, place.account)] == [copy.id]
    forget_tab(place.account, "new")
    assert copies_of_new_posts(place.project, place.account) == []


def test_copies_are_discarded_and_old_ones_deleted(place: Place) -> None:
    copy = keep_copy(place, typed(place), now=utc_now() - KEPT - timedelta(days=1))
    other = keep_copy(replace(place, tab="two"), typed(place), now=utc_now())

    assert forget_old(utc_now()) == 1
    assert discard_copy(other.id).body == "Typed."
    with pytest.raises(NotFound):
        find_copy(copy.id)


def test_a_huge_text_and_too_many_copies_are_refused(place: Place) -> None:
    with pytest.raises(InvalidInput, match="limited to"):
        keep_copy(place, typed(place, ItemForm(body="x" * (MAX_BODY_CHARACTERS + 1))), now=utc_now())
    for number in range(MAX_COPIES):
        keep_copy(replace(place, tab=f"tab-{number}"), typed(place), now=utc_now())
    with pytest.raises(InvalidInput, match="working copies"):
        keep_copy(replace(place, tab="one-more"), typed(place), now=utc_now())
