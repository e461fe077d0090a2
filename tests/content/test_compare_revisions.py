"""What changed between revisions of a post."""

import pytest
from flask import Flask

from fsp.content.compare_revisions import compare, list_revisions
from fsp.content.editing import ItemText, create_item, save_item
from fsp.content.text_length import text_length
from fsp.errors import NotFound
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.stores import db

LONG = "\n\n".join(f"Paragraph {number}." for number in range(10))


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


@pytest.fixture
def item(core: Flask) -> Item:
    db.session.add(project := Project(slug="kitchen", title="Kitchen"))
    db.session.commit()
    item = create_item(project, ItemText(title="Beans", body=LONG), author="anna")
    changed = ItemText(title="Peas", body=LONG.replace("Paragraph 8.", "Paragraph eight."))
    save_item(item, changed, seen_revision_id=item.current_revision_id, author="ben")
    return item


def test_revisions_are_listed_with_what_changed(item: Item) -> None:
    lines, more = list_revisions(item)

    assert [(line.number, line.author, line.is_current) for line in lines] == [(2, "ben", True), (1, "anna", False)]
    assert (lines[0].words_added, lines[0].words_removed, lines[0].changed_fields, more) == (1, 1, ("Title",), None)


def test_the_list_counts_words_as_the_editor_does(item: Item) -> None:
    text = "A [list](https://a.example/list), 庭の手入れ, and <br>\n\n```python\ncode\n```"
    save_item(item, ItemText(title="Peas", body=text), seen_revision_id=item.current_revision_id, author="ben")
    lines, _ = list_revisions(item)

    assert lines[0].words == lines[0].words_added == text_length(text).words == 9


def test_a_comparison_folds_what_is_equal(item: Item) -> None:
    comparison = compare(item, 1, 2)

    assert [(change.label, change.before, change.after) for change in comparison.fields] == [("Title", "Beans", "Peas")]
    assert [(part.is_folded, len(part.blocks)) for part in comparison.parts] == [(True, 7), (False, 3)]
    assert (comparison.words, comparison.is_equal, compare(item, 1, 1).is_equal) == ((1, 1), False, True)


def test_a_missing_revision_is_named(item: Item) -> None:
    with pytest.raises(NotFound, match="no revision 9"):
        compare(item, 1, 9)
