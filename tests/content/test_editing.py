"""Editing: titles that make sense, slugs that are free."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.content.editing import ItemText, create_item, lock_item, save_item, text_of_item, use_revision
from fsp.content.lookup import find_project
from fsp.content.project_settings import ProjectText, create_project
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.queueing.keyed_request import keyed_request
from fsp.stores import db


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


@pytest.mark.parametrize("title", ["", "   ", "x" * 301])
def test_a_title_must_have_letters(core: Flask, title: str) -> None:
    project = create_project(ProjectText("Blog"))

    with pytest.raises(InvalidInput, match="title"):
        create_item(project, ItemText(title=title))


def test_items_of_one_title_get_numbers(core: Flask) -> None:
    project = create_project(ProjectText("Blog"))

    slugs = [create_item(project, ItemText(title=title)).slug for title in ("Tea", "tea!", "Tea", "豆", "???")]

    assert slugs == ["tea", "tea-2", "tea-3", "dou", "item"]


def test_an_edit_of_an_old_text_is_a_conflict(core: Flask) -> None:
    item = create_item(create_project(ProjectText("Blog")), ItemText(title="Tea", body="One."))

    with pytest.raises(Conflict, match="edited this post"):
        save_item(item, ItemText(title="Tea", body="Two."), seen_revision_id=None, author="ada")


def test_a_tag_with_a_comma_stays_whole_until_the_tags_are_edited(core: Flask) -> None:
    item = create_item(create_project(ProjectText("Blog")), ItemText(title="Tea"))
    item.tags = ["Earl, Grey", "hot"]

    save_item(item, replace(text_of_item(item), title="Two"), seen_revision_id=None, author="ada")
    tags = list(item.tags)
    save_item(item, replace(text_of_item(item), tags="Earl, Grey"), seen_revision_id=None, author="ada")

    assert (tags, item.tags) == (["Earl, Grey", "hot"], ["Earl", "Grey"])


def test_repeating_a_keyed_request_creates_nothing(core: Flask) -> None:
    def ask(title: str = "Tea") -> tuple[Project, Item]:
        of_project, of_item = (keyed_request(key, requested_by="ada", request=title) for key in ("p", "i"))
        project = create_project(ProjectText("Blog"), of_project)
        return project, create_item(project, ItemText(title=title, body="One."), request=of_item)

    assert ask() == ask()
    assert db.session.scalars(select(Item.slug)).all() == ["tea"]
    with pytest.raises(InvalidInput, match="another request"):
        ask("Coffee")


def test_two_that_repeat_a_request_at_once_create_one(core: Flask) -> None:
    def ask(_: int) -> int:
        with core.app_context():
            request = keyed_request("k", requested_by="ada", request="tea")
            return create_item(find_project("blog"), ItemText(title="Tea"), request=request).id

    create_project(ProjectText("Blog"))
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(16)))) == 1


def test_a_locked_post_is_current(core: Flask) -> None:
    item = create_item(create_project(ProjectText("Blog")), ItemText(title="Tea"))

    def edit(number: int) -> None:
        with core.app_context():
            locked = lock_item(item.id)
            text = replace(text_of_item(locked), title=f"{locked.title} {number}")
            save_item(locked, text, seen_revision_id=None, author="ada")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(edit, range(8)))

    db.session.refresh(item)
    assert sorted(item.title.split()) == sorted(["Tea", *map(str, range(8))])
    with pytest.raises(NotFound):
        lock_item(99)


def test_only_a_text_of_the_item_can_be_used(core: Flask) -> None:
    item = create_item(create_project(ProjectText("Blog")), ItemText(title="Tea"))

    with pytest.raises(NotFound):
        use_revision(item, 1)
