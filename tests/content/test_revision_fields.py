"""The fields that a revision keeps."""

from flask import Flask

from fsp.content.editing import ItemText, create_item, save_item, use_revision
from fsp.content.revision_fields import shown_value
from fsp.models.item import Item, Revision
from fsp.models.project import Project
from fsp.stores import db


def _post(core: Flask) -> Item:
    db.session.add(project := Project(slug="kitchen", title="Kitchen"))
    db.session.commit()
    return create_item(project, ItemText(title="Beans", tags="a, b", body="Text."), author="anna")


def test_a_changed_title_adds_a_revision_and_using_the_older_one_restores_it(core: Flask) -> None:
    item = _post(core)
    first = item.current_revision_id or 0

    save_item(item, ItemText(title="Peas", tags="a", body="Text."), seen_revision_id=first, author="ben")
    titles = [row.fields["title"] for row in db.session.query(Revision).order_by(Revision.number) if row.fields]
    use_revision(item, first)

    assert titles == ["Beans", "Peas"]
    assert (item.title, item.tags, item.current_revision_id) == ("Beans", ["a", "b"], first)


def test_an_unchanged_save_adds_nothing(core: Flask) -> None:
    item = _post(core)

    save_item(
        item, ItemText(title="Beans", tags="a, b", body="Text."), seen_revision_id=item.current_revision_id, author=""
    )

    assert db.session.query(Revision).count() == 1


def test_a_text_without_fields_takes_those_of_the_post(core: Flask) -> None:
    item = _post(core)
    db.session.add(generated := Revision(item_id=item.id, number=2, body="New.", origin="generated"))
    db.session.commit()

    use_revision(item, generated.id)

    assert (generated.fields or {})["title"] == "Beans"


def test_values_are_shown_as_text() -> None:
    assert [shown_value(value) for value in (["a", "b"], True, False, "", "x")] == ["a, b", "yes", "no", "", "x"]
