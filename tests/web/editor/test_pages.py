"""The editor: posts are created and edited, and nothing typed is lost."""

from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.stores import db
from tests.web.forms import send
from tests.web.rows import row, rows


def fresh(item: Item) -> Item:
    stored: Item = row(select(Item).where(Item.id == item.id))
    return stored


def test_an_item_is_made_with_a_free_slug(signed_in: FlaskClient, garden: Item) -> None:
    answer = send(signed_in, "/projects/garden/items", title="Beans", tags="x, y, x", body="One.\r\nTwo.")

    item = row(select(Item).where(Item.slug == "beans-2"))
    assert answer.location == f"/items/{item.id}/edit"
    assert item.tags == ["x", "y"]
    assert row(select(Revision.body).where(Revision.item_id == item.id)) == "One.\nTwo."


def test_an_edit_adds_a_text_and_keeps_the_old_one(signed_in: FlaskClient, garden: Item) -> None:
    seen = str(garden.current_revision_id)

    send(signed_in, f"/items/{garden.id}", title="Beans", body="Mine.", revision=seen)

    stored = rows(select(Revision).order_by(Revision.number))
    assert [(revision.body, revision.origin) for revision in stored] == [
        ("Text.", RevisionOrigin.IMPORT),
        ("Mine.", RevisionOrigin.PERSON),
    ]


def test_an_edit_without_a_change_of_text_adds_none(signed_in: FlaskClient, garden: Item) -> None:
    send(signed_in, f"/items/{garden.id}", title="New title", body="Text.", revision=str(garden.current_revision_id))

    assert fresh(garden).title == "New title"
    assert len(rows(select(Revision))) == 1


def test_two_editors_do_not_overwrite_each_other(signed_in: FlaskClient, garden: Item) -> None:
    seen = str(garden.current_revision_id)
    send(signed_in, f"/items/{garden.id}", title="Beans", body="First.", revision=seen)

    answer = send(signed_in, f"/items/{garden.id}", title="Beans", body="Second.", revision=seen)

    assert answer.status_code == 409
    assert "Second." in answer.text
    assert f'name="revision" value="{fresh(garden).current_revision_id}"' in " ".join(answer.text.split())


def test_details_are_shown_edited_and_kept_by_a_form_without_them(signed_in: FlaskClient, garden: Item) -> None:
    garden.held_because, garden.extra, garden.source_path = "draft: true", {"mood": "<b>"}, "a/beans.md"
    db.session.commit()
    path, fields = (
        f"/items/{garden.id}",
        {"title": "Beans", "body": "Text.", "revision": str(garden.current_revision_id)},
    )

    page = signed_in.get(path).text
    send(signed_in, path, **fields, has_details="yes", authors="Ada, Bob", language="pt-BR", is_unlisted="yes")
    refused = send(signed_in, path, **fields, has_details="yes", language="???", series="Typed")
    send(signed_in, path, **fields)

    item = row(select(Item))
    assert "draft: true. Schedule or publish the post" in page
    assert "a/beans.md" in page
    assert "<b>" not in page
    assert (item.authors, item.language, item.is_unlisted) == (["Ada", "Bob"], "pt-BR", True)
    assert refused.status_code == 422
    assert 'value="Typed"' in refused.text
