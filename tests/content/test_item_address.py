"""Changing the address of an item."""

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.content.editing import ItemText, create_item
from fsp.content.item_address import change_slug
from fsp.errors import Conflict, InvalidInput
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.redirect import Redirect
from fsp.stores import db


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


@pytest.fixture
def project(core: Flask) -> Project:
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.commit()
    return project


@pytest.fixture
def item(project: Project) -> Item:
    return create_item(project, ItemText(title="Beans"))


def redirects() -> dict[str, int]:
    return dict(db.session.execute(select(Redirect.path, Redirect.item_id)).all())


def test_the_old_address_leads_to_the_item(item: Item) -> None:
    change_slug(item, "Broad Beans")
    change_slug(item, "broad-beans")

    assert item.slug == "broad-beans"
    assert redirects() == {"beans": item.id}


def test_going_back_takes_the_redirect_away(item: Item) -> None:
    change_slug(item, "peas")
    change_slug(item, "beans")

    assert item.slug == "beans"
    assert redirects() == {"peas": item.id}


@pytest.mark.parametrize("slug", ["tags", "🎉", "/", ""])
def test_what_is_no_address_is_refused(item: Item, slug: str) -> None:
    with pytest.raises(InvalidInput, match="A slug must be"):
        change_slug(item, slug)


def test_an_address_of_another_item_is_refused_also_its_old_one(item: Item, project: Project) -> None:
    other = create_item(project, ItemText(title="Soup"))
    change_slug(other, "stew")

    for slug in ("stew", "soup"):
        with pytest.raises(Conflict, match='used by "Soup"'):
            change_slug(item, slug)
    assert create_item(project, ItemText(title="Soup")).slug == "soup-2"


def test_a_project_with_unicode_slugs_keeps_the_letters(item: Item, project: Project) -> None:
    project.has_unicode_slugs = True

    change_slug(item, "豆 と")

    assert item.slug == "豆-と"
