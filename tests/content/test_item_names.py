"""The names of posts in SQL, whoever creates, renames or moves a post."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.content.editing import ItemText, create_item
from fsp.content.item_address import change_slug
from fsp.content.project_names import project_names
from fsp.models.item import Item
from fsp.models.item_name import ItemName
from fsp.models.project import Project
from fsp.models.redirect import Redirect
from fsp.stores import db


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    """Return the application core on an empty database of each kind."""
    return core_on_both


@pytest.fixture
def item(core: Flask) -> Item:
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.commit()
    return create_item(project, ItemText(title="Broad Beans"))


def names(item: Item) -> dict[str, bool]:
    rows = db.session.execute(select(ItemName.name, ItemName.is_exact).where(ItemName.item_id == item.id)).all()
    return {name: is_exact for name, is_exact in rows}  # noqa: C416  (rows are not pairs to mypy)


def rename(item: Item) -> None:
    item.title = "Peas"
    db.session.commit()


def import_again(item: Item) -> None:
    item.source_path = "posts/2026-01-02-beans.md"
    db.session.commit()


def move(item: Item) -> None:
    change_slug(item, "peas")


def move_back(item: Item) -> None:
    change_slug(item, "peas")
    change_slug(item, "broad-beans")


def add_address(item: Item) -> None:
    db.session.add(Redirect(project_id=item.project_id, item_id=item.id, path="2019/Beans.html"))
    db.session.commit()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (None, {"broad-beans": True, "broad beans": False}),
        (rename, {"broad-beans": True, "peas": False}),
        (
            import_again,
            {
                "posts/2026-01-02-beans": True,
                "2026-01-02-beans": False,
                "posts/beans": False,
                "beans": False,
                "broad-beans": False,
                "broad beans": False,
            },
        ),
        (move, {"broad-beans": True, "peas": False, "broad beans": False}),
        (move_back, {"peas": True, "broad-beans": False, "broad beans": False}),
        (add_address, {"2019/beans": True, "broad-beans": False, "broad beans": False}),
    ],
)
def test_names_follow_the_title_path_and_addresses_of_a_post(
    item: Item, change: Callable[[Item], None] | None, expected: dict[str, bool]
) -> None:
    if change:
        change(item)

    assert names(item) == expected
    assert set(project_names(item.project_id)) == set(expected)


def test_a_deleted_post_has_no_names(item: Item) -> None:
    db.session.delete(item)
    db.session.commit()

    assert not db.session.query(ItemName).count()


def test_a_change_that_is_rolled_back_changes_no_name(item: Item) -> None:
    before = names(item)
    item.title = "Peas"
    db.session.flush()
    db.session.rollback()

    assert names(item) == before
