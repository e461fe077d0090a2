"""The API of working copies."""

from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.models.audit_entry import AuditEntry
from fsp.models.item import Item, Revision
from tests.web.editor.editor_form import open_form
from tests.web.forms import SAME_ORIGIN
from tests.web.rows import rows

TAB = "a-tab-of-a-test"
OTHER = "another-tab-of-a-test"


def headers_of(client: FlaskClient, item_id: int) -> dict[str, str]:
    token = open_form(client, f"/items/{item_id}/edit")["csrf_token"]
    return {**SAME_ORIGIN, "X-CSRF-Token": token}


def test_a_text_is_kept_listed_read_and_discarded(signed_in: FlaskClient, garden: Item) -> None:
    path, revision = f"/api/items/{garden.id}/copies", garden.current_revision_id
    headers = headers_of(signed_in, garden.id)
    body = {"fields": {"title": "New"}, "text": "Typed.", "base": {"title": "Beans"}, "baseRevision": revision}
    before = len(rows(select(AuditEntry.id)))

    first = signed_in.put(f"{path}/{TAB}", json=body, headers=headers).get_json()
    again = signed_in.put(f"{path}/{TAB}", json=body | {"version": first["version"]}, headers=headers).get_json()
    listed = signed_in.get(path).get_json()["copies"]
    read = signed_in.get(f"/api/copies/{first['id']}").get_json()

    assert (first["version"], again["version"], first["isOutdated"]) == (1, 2, False)
    assert [(copy["title"], copy["characters"], copy["tab"]) for copy in listed] == [("New", 6, TAB)]
    assert (read["text"], read["fields"]["title"], read["base"]["title"]) == ("Typed.", "New", "Beans")
    assert len(rows(select(AuditEntry.id))) == before
    assert len(rows(select(Revision.id))) == 1
    assert signed_in.delete(f"/api/copies/{first['id']}", headers=headers).get_json()["text"] == "Typed."
    assert signed_in.get(path).get_json()["copies"] == []


def test_a_tab_learns_of_other_copies_and_of_a_newer_revision(signed_in: FlaskClient, garden: Item) -> None:
    path = f"/api/items/{garden.id}/copies"
    headers = headers_of(signed_in, garden.id)
    body = {"fields": {"title": "New"}, "text": "Typed.", "baseRevision": garden.current_revision_id}
    signed_in.put(f"{path}/{OTHER}", json=body, headers=headers)

    first = signed_in.put(f"{path}/{TAB}", json=body | {"baseRevision": 999}, headers=headers).get_json()

    assert [copy["tab"] for copy in first["others"]] == [OTHER]
    assert first["isOutdated"] is True


def test_a_duplicated_tab_and_a_bad_name_are_refused(signed_in: FlaskClient, garden: Item) -> None:
    path = f"/api/items/{garden.id}/copies"
    headers = headers_of(signed_in, garden.id)
    body = {"fields": {}, "text": "Typed."}
    signed_in.put(f"{path}/{TAB}", json=body, headers=headers)

    assert signed_in.put(f"{path}/{TAB}", json=body, headers=headers).status_code == 409
    assert signed_in.put(f"{path}/x", json=body, headers=headers).status_code == 422


def test_new_posts_of_a_project(signed_in: FlaskClient, garden: Item) -> None:
    path, headers = "/api/projects/garden/copies", headers_of(signed_in, garden.id)

    signed_in.put(f"{path}/{TAB}", json={"fields": {"title": "Begun"}, "text": ""}, headers=headers)

    (copy,) = signed_in.get(path).get_json()["copies"]
    assert (copy["title"], copy["itemId"]) == ("Begun", None)
    page = signed_in.get("/projects/garden/items/new").text
    assert "to a new post, “Begun”" in page
    assert open_form(signed_in, f"/projects/garden/items/new?copy={copy['id']}")["title"] == "Begun"
