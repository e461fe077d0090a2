"""Editing: titles that make sense, slugs that are free."""

import pytest
from flask import Flask

from fsp.content.editing import ItemText, ProjectText, create_item, create_project, save_item, use_revision
from fsp.errors import Conflict, InvalidInput, NotFound


def test_a_taken_project_is_a_conflict(core: Flask) -> None:
    create_project(ProjectText("My blog"))

    with pytest.raises(Conflict, match="my-blog"):
        create_project(ProjectText("My Blog!"))


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


def test_only_a_text_of_the_item_can_be_used(core: Flask) -> None:
    item = create_item(create_project(ProjectText("Blog")), ItemText(title="Tea"))

    with pytest.raises(NotFound):
        use_revision(item, 1)


def test_a_language_is_stored_as_its_tag(core: Flask) -> None:
    assert create_project(ProjectText("Blog", language="pt_BR")).language == "pt-BR"
