"""Taking items and projects down, deleting them, and taking either back."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from fsp import paths
from fsp.errors import Conflict
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.publishing.publish_item import publish_item
from fsp.publishing.schedule import publish_now, schedule_item
from fsp.publishing.site.pending import build_pending
from fsp.publishing.take_down import (
    delete_item,
    delete_project,
    republish_item,
    restore_item,
    restore_project,
    unpublish_item,
)
from fsp.settings import Settings
from fsp.stores import db
from tests.publishing.site.test_build import files_of

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MakeItem = Callable[..., Item]


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


@pytest.fixture
def folder(settings: Settings) -> Path:
    return paths.site_folder(settings) / "garden"


@pytest.fixture
def item(make_item: MakeItem, settings: Settings) -> Item:
    publish_item(make_item("soup", tags=("Tea",)).id, settings=settings, now=NOW)
    item = make_item("beans", title="Beans", tags=("Kitchen",))
    publish_item(item.id, settings=settings, now=NOW)
    db.session.refresh(item)
    return item


def pages_with(text: bytes, folder: Path) -> set[str]:
    return {name for name, data in files_of(folder).items() if text in data}


def test_an_unpublished_item_is_on_no_page_and_is_put_back_as_it_was(
    item: Item, settings: Settings, folder: Path
) -> None:
    before = files_of(folder)

    unpublish_item(item)
    build_pending(item.project_id, settings=settings)
    left, state = pages_with(b"eans", folder), (item.state, item.published_at)
    item.title = "Edited meanwhile"
    republish_item(item)
    build_pending(item.project_id, settings=settings)

    assert (left, state) == (set(), (ItemState.UNPUBLISHED, None))
    assert "tags/kitchen/index.html" in before
    assert files_of(folder) == before
    assert (item.state, item.published_at) == (ItemState.PUBLISHED, NOW)


def test_an_unpublished_item_can_be_published_again_with_its_changes(
    item: Item, settings: Settings, folder: Path
) -> None:
    unpublish_item(item)
    item.title = "Peas"
    schedule_item(item, NOW)

    publish_item(item.id, settings=settings, now=NOW)

    assert "Peas" in (folder / "beans/index.html").read_text()


def test_a_deleted_item_is_on_no_page_and_is_restored_as_it_was(item: Item, settings: Settings, folder: Path) -> None:
    before = files_of(folder)

    delete_item(item, now=NOW)
    build_pending(item.project_id, settings=settings)
    left = pages_with(b"eans", folder)
    restore_item(item)
    build_pending(item.project_id, settings=settings)

    assert left == set()
    assert files_of(folder) == before


def test_a_deleted_project_has_no_site_and_is_restored_as_it_was(
    item: Item, project: Project, settings: Settings, folder: Path
) -> None:
    before = files_of(folder)

    delete_project(project, now=NOW)
    build_pending(project.id, settings=settings)
    was_there = folder.exists()
    restore_project(project)
    build_pending(project.id, settings=settings)

    assert not was_there
    assert files_of(folder) == before


def test_a_job_that_was_made_before_publishes_nothing(item: Item, settings: Settings) -> None:
    unpublish_item(item)

    result = publish_item(item.id, settings=settings, now=NOW)

    assert (result.urls, "unpublished" in result.held_back) == ({}, True)


def test_what_cannot_be_done_says_why(item: Item, project: Project, make_item: MakeItem) -> None:
    draft = make_item("draft", state=ItemState.DRAFT)
    refused = [
        (lambda: unpublish_item(draft), "not published"),
        (lambda: republish_item(item), "not unpublished"),
        (lambda: restore_item(item), "not deleted"),
        (lambda: restore_project(project), "not deleted"),
    ]
    for act, why in refused:
        with pytest.raises(Conflict, match=why):
            act()

    delete_item(item, now=NOW)
    delete_project(project, now=NOW)
    refused = [
        (lambda: delete_item(item, now=NOW), "is deleted"),
        (lambda: unpublish_item(item), "is deleted"),
        (lambda: schedule_item(item, NOW), "is deleted"),
        (lambda: publish_now(item, connection=None, now=NOW), "is deleted"),  # type: ignore[arg-type]
        (lambda: delete_project(project, now=NOW), "already deleted"),
    ]
    for act, why in refused:
        with pytest.raises(Conflict, match=why):
            act()
