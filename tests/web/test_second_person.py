"""Two people at once: the second is told who was first, on the page they were on."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from fsp.models.account import Account
from fsp.models.item import Item
from fsp.stores import db
from tests.dead_letters.burying import buried
from tests.web.forms import SAME_ORIGIN, csrf_of, send


def test_the_second_is_told_who_was_first_on_the_same_page(signed_in: FlaskClient, app: Flask, garden: Item) -> None:
    letter = buried("gone")
    path = f"/dead-letters/{letter.id}/replay"
    form = {"csrf_token": csrf_of(signed_in, "/projects")}
    send(signed_in, path)

    from_page = {"Referer": "http://localhost/dead-letters"}
    second = signed_in.post(path, data=form, headers=SAME_ORIGIN | from_page)
    from_nowhere = signed_in.post(path, data=form, headers=SAME_ORIGIN)

    assert second.status_code == 409
    assert "lready replayed by admin at" in second.text
    assert "<h1>" in second.text
    assert 'data-hx-get="/dead-letters"' in second.text
    assert (from_nowhere.status_code, "lready replayed by admin at" in from_nowhere.text) == (409, True)


def test_a_page_of_somebody_else_is_never_shown(signed_in: FlaskClient) -> None:
    form = {"csrf_token": csrf_of(signed_in, "/projects")}
    send(signed_in, "/projects", title="Garden")

    answer = signed_in.post(
        "/dead-letters/9/discard", data=form, headers=SAME_ORIGIN | {"Referer": "http://evil.example/dead-letters"}
    )

    assert answer.status_code == 404


def test_the_api_tells_it_in_words(signed_in: FlaskClient, garden: Item) -> None:
    letter = buried("gone")
    send(signed_in, f"/dead-letters/{letter.id}/discard")
    headers = SAME_ORIGIN | {"X-CSRF-Token": csrf_of(signed_in, "/projects")}

    answer = signed_in.post(f"/api/dead-letters/{letter.id}/discard", headers=headers)

    assert (answer.status_code, answer.json["status"]) == (409, 409)  # type: ignore[index]
    assert "Already discarded by admin at" in answer.json["detail"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("role", "page", "is_shown"),
    [
        ("operator", "/settings/accounts", False),
        ("operator", "/login", False),
        ("operator", "/api/tokens", False),
        ("operator", "/audit/export?format=csv", False),
        ("operator", "/dead-letters", True),
        ("admin", "/settings/accounts", True),
    ],
)
def test_only_a_page_that_this_account_may_see_is_shown_again(
    signed_in: FlaskClient, garden: Item, role: str, page: str, *, is_shown: bool
) -> None:
    letter = buried("gone")
    send(signed_in, f"/dead-letters/{letter.id}/discard")
    form = {"csrf_token": csrf_of(signed_in, "/projects")}
    db.session.execute(update(Account).values(role=role))
    db.session.commit()

    referer = {"Referer": f"http://localhost{page}"}
    answer = signed_in.post(f"/dead-letters/{letter.id}/discard", data=form, headers=SAME_ORIGIN | referer)

    assert answer.status_code == 409
    assert (f'"{page}"' in answer.text) is is_shown
    assert ("<h1>Accounts and tokens</h1>" in answer.text) is (page == "/settings/accounts" and is_shown)
