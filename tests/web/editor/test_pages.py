"""The editor: posts are created and edited, and nothing typed is lost."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.models.item import Item, ItemState, Revision, RevisionOrigin
from fsp.models.redirect import Redirect
from fsp.models.working_copy import WorkingCopy
from fsp.stores import db
from tests.web.editor.editor_form import fields_of, open_form, send_form
from tests.web.rows import row, rows

TAB = "a-tab-of-a-test"


def fresh(item: Item) -> Item:
    stored: Item = row(select(Item).where(Item.id == item.id))
    return stored


def paths_of(item: Item) -> tuple[str, str]:
    return f"/items/{item.id}/edit", f"/items/{item.id}"


def test_a_post_is_made_with_a_free_slug(signed_in: FlaskClient, garden: Item) -> None:
    fields = open_form(signed_in, "/projects/garden/items/new")

    answer = send_form(signed_in, "/projects/garden/items", fields, title="Beans", tags="x, y, x", body="One.\r\nTwo.")

    item = row(select(Item).where(Item.slug == "beans-2"))
    assert answer.location == f"/items/{item.id}/edit"
    assert item.tags == ["x", "y"]
    assert row(select(Revision.body).where(Revision.item_id == item.id)) == "One.\nTwo."


def test_a_new_post_keeps_its_details_and_a_taken_slug_is_named(signed_in: FlaskClient, garden: Item) -> None:
    fields = open_form(signed_in, "/projects/garden/items/new")

    details = {"title": "Peas", "slug": "beans", "date": "2030-01-02T03:04", "weight": "2.5", "extra": "mood: calm"}
    answer = send_form(signed_in, "/projects/garden/items", fields, as_script=True, **details)

    item = row(select(Item).where(Item.title == "Peas"))
    assert (item.slug, item.weight, item.extra) == ("peas", 2.5, {"mood": "calm"})
    assert item.publish_at == datetime(2030, 1, 2, 3, 4, tzinfo=UTC)
    assert 'The slug is "peas" for now.' in answer.get_json()["words"]


def test_an_edit_adds_a_text_and_keeps_the_old_one(signed_in: FlaskClient, garden: Item) -> None:
    edit, save = paths_of(garden)

    send_form(signed_in, save, open_form(signed_in, edit), body="Mine.")

    stored = rows(select(Revision).order_by(Revision.number))
    assert [(revision.body, revision.origin) for revision in stored] == [
        ("Text.", RevisionOrigin.IMPORT),
        ("Mine.", RevisionOrigin.PERSON),
    ]


def test_a_save_without_a_change_adds_none(signed_in: FlaskClient, garden: Item) -> None:
    edit, save = paths_of(garden)

    send_form(signed_in, save, open_form(signed_in, edit))
    unchanged = len(rows(select(Revision)))
    send_form(signed_in, save, open_form(signed_in, edit), title="New\ntitle")

    assert unchanged == 1
    assert fresh(garden).title == "New title"
    assert [revision.body for revision in rows(select(Revision))] == ["Text.", "Text."]


def test_two_editors_do_not_overwrite_each_other(signed_in: FlaskClient, garden: Item) -> None:
    edit, save = paths_of(garden)
    fields = open_form(signed_in, edit)
    send_form(signed_in, save, fields, body="First.")

    answer = send_form(signed_in, save, fields, body="Second.")

    assert answer.status_code == 409
    assert "Saved since you opened this page by" in answer.text
    assert "<del>First</del>" in answer.text
    again = fields_of(answer.text)
    assert (again["body"], again["revision"]) == ("Second.", str(fresh(garden).current_revision_id))
    assert send_form(signed_in, save, again).status_code == 303
    assert row(select(Revision.body).order_by(Revision.number.desc()).limit(1)) == "Second."


def test_changes_of_different_fields_are_merged(signed_in: FlaskClient, garden: Item) -> None:
    edit, save = paths_of(garden)
    fields = open_form(signed_in, edit)
    send_form(signed_in, save, fields, title="Theirs", tags="a")

    answer = send_form(signed_in, save, fields, as_script=True, body="Mine.")

    assert answer.status_code == 200
    assert (fresh(garden).title, fresh(garden).tags) == ("Theirs", ["a"])
    assert answer.get_json()["values"]["title"] == "Theirs"
    assert row(select(Revision.body).order_by(Revision.number.desc()).limit(1)) == "Mine."


def test_a_conflict_is_told_to_the_script_in_json(signed_in: FlaskClient, garden: Item) -> None:
    edit, save = paths_of(garden)
    fields = open_form(signed_in, edit)
    send_form(signed_in, save, fields, title="Theirs")

    answer = send_form(signed_in, save, fields, as_script=True, title="Mine")

    assert (answer.status_code, answer.get_json()["isConflict"]) == (409, True)
    assert fresh(garden).title == "Theirs"


def test_a_changed_slug_redirects_from_the_old_one_and_the_page_names_it(signed_in: FlaskClient, garden: Item) -> None:
    edit, save = paths_of(garden)
    old = garden.slug

    send_form(signed_in, save, open_form(signed_in, edit), slug="Broad beans")

    assert fresh(garden).slug == "broad-beans"
    assert rows(select(Redirect.path)) == [old]
    assert f"Redirects to it: {old}." in " ".join(signed_in.get(edit).text.split())


def test_a_refused_slug_changes_nothing_and_is_shown_again(signed_in: FlaskClient, garden: Item) -> None:
    edit, save = paths_of(garden)

    answer = send_form(signed_in, save, open_form(signed_in, edit), slug="tags", title="New", body="New.")

    assert answer.status_code == 422
    assert fields_of(answer.text)["slug"] == "tags"
    assert fresh(garden).title == "Beans <i>"
    assert len(rows(select(Revision))) == 1


def test_details_are_saved_and_a_fault_is_named_with_its_line(signed_in: FlaskClient, garden: Item) -> None:
    garden.extra, garden.is_unlisted = {"mood": "<b>"}, True
    db.session.commit()
    edit, save = paths_of(garden)
    fields = open_form(signed_in, edit)

    changes = {"authors": "Ada, Bob", "language": "pt-BR", "is_page": "yes", "extra": "mood: calm\nstars: 3"}
    del fields["is_unlisted"]
    send_form(signed_in, save, fields | changes)
    again = open_form(signed_in, edit)
    refused = send_form(signed_in, save, again, extra="mood: calm\ntitle: x", series="Typed")

    item = fresh(garden)
    assert (item.authors, item.language, item.is_unlisted, item.layout) == (["Ada", "Bob"], "pt-BR", False, "page")
    assert item.extra == {"mood": "calm", "stars": 3}
    assert refused.status_code == 422
    assert "Other fields, line 2" in refused.text
    assert fields_of(refused.text)["series"] == "Typed"


@pytest.mark.parametrize(("date", "code"), [("2031-05-01T09:30", 303), ("", 422), ("soon", 422)])
def test_a_scheduled_post_moves_with_its_date(signed_in: FlaskClient, garden: Item, date: str, code: int) -> None:
    garden.state, garden.publish_at = ItemState.SCHEDULED, datetime(2031, 1, 1, tzinfo=UTC)
    db.session.commit()
    edit, save = paths_of(garden)

    assert send_form(signed_in, save, open_form(signed_in, edit), date=date).status_code == code
    assert (fresh(garden).publish_at == datetime(2031, 5, 1, 9, 30, tzinfo=UTC)) is (code == 303)


def test_a_working_copy_is_shown_continued_compared_and_gone_after_a_save(signed_in: FlaskClient, garden: Item) -> None:
    edit, save = paths_of(garden)
    keep_copy_of(signed_in, garden, body="Unsaved.")
    (copy_id,) = rows(select(WorkingCopy.id))

    notice = signed_in.get(edit).text
    compared = signed_in.get(f"{edit}?compare={copy_id}").text
    fields = open_form(signed_in, f"{edit}?copy={copy_id}")

    assert "You have unsaved changes" in notice
    assert "<ins>Text</ins>" in compared
    assert "<del>Unsaved</del>" in compared
    assert (fields["body"], fields["tab"]) == ("Unsaved.", TAB)
    send_form(signed_in, save, fields)
    assert rows(select(WorkingCopy.id)) == []
    assert signed_in.get(f"{edit}?copy={copy_id}").status_code == 404


def test_a_working_copy_is_discarded(signed_in: FlaskClient, garden: Item) -> None:
    edit, _ = paths_of(garden)
    keep_copy_of(signed_in, garden, body="Unsaved.")
    (copy_id,) = rows(select(WorkingCopy.id))

    answer = send_form(signed_in, f"/copies/{copy_id}/discard", open_form(signed_in, edit))

    assert answer.location == edit
    assert rows(select(WorkingCopy.id)) == []


def keep_copy_of(client: FlaskClient, item: Item, *, body: str) -> None:
    fields = open_form(client, paths_of(item)[0])
    sent = {"fields": {"title": item.title}, "text": body, "base": {}, "baseRevision": item.current_revision_id}
    headers = {"Sec-Fetch-Site": "same-origin", "X-CSRF-Token": fields["csrf_token"]}
    assert client.put(f"/api/items/{item.id}/copies/{TAB}", json=sent, headers=headers).status_code == 200
