"""The pages of revisions and their API."""

from typing import Any

from flask.testing import FlaskClient

from fsp.content.editing import ItemText, save_item
from fsp.models.item import Item
from tests.web.forms import send


def edit(item: Item) -> None:
    text = ItemText(title="Peas", body="Other <b>words</b> now.")
    save_item(item, text, seen_revision_id=item.current_revision_id, author="ben")


def test_two_revisions_are_compared_and_one_is_restored(signed_in: FlaskClient, garden: Item) -> None:
    edit(garden)
    base = f"/items/{garden.id}/revisions"

    listed = signed_in.get(base).text
    inline = signed_in.get(f"{base}/compare?from=2&to=1").text
    side = signed_in.get(f"{base}/compare?from=1&to=2&view=side").text
    send(signed_in, f"/items/{garden.id}/use", revision="1")

    assert "#2" in listed
    assert "[added: " in inline
    assert "&lt;b&gt;" in inline
    assert 'class="pair' in side
    assert "Peas" not in signed_in.get(f"/items/{garden.id}").text.partition("<main")[2].partition("Activity")[0]
    assert signed_in.get(f"{base}/compare?from=1&to=9").status_code == 404


def test_the_api_compares_by_paragraph_and_word(program: FlaskClient, garden: Item) -> None:
    edit(garden)

    comparison: Any = program.get(f"/api/items/{garden.id}/revisions/1/compare/2").json

    assert (comparison["before"], comparison["after"]) == (1, 2)
    assert [field["label"] for field in comparison["fields"]] == ["Title", "Tags"]
    assert {block["change"] for block in comparison["blocks"]} <= {"added", "removed", "changed"}
