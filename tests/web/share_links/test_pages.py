"""Preview links on pages and in the API."""

import re
from typing import Any

from flask.testing import FlaskClient

from fsp.models.item import Item
from fsp.web.share_links.pages import MAX_WRONG_TOKENS
from tests.web.forms import send


def test_a_link_is_made_opened_without_an_account_and_revoked(signed_in: FlaskClient, garden: Item) -> None:
    answer = send(signed_in, f"/items/{garden.id}/share-links", label="Eve", days="3", is_frozen="yes", revision="1")
    path = re.search(r"/shared/[-_A-Za-z0-9]+", answer.text)
    assert path
    stranger = signed_in.application.test_client()

    page, style = stranger.get(path[0]), stranger.get(f"{path[0]}/site.css")
    image = stranger.get(f"{path[0]}/images/none.png")
    listed = signed_in.get(f"/items/{garden.id}/share-links").text
    number = re.search(r"share-links/(\d+)/revoke", listed)
    assert number
    send(signed_in, f"/items/{garden.id}/share-links/{number[1]}/revoke")

    assert [answer.status_code for answer in (page, style, image)] == [200, 200, 404]
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert style.mimetype == "text/css"
    assert path[0] not in listed
    assert "revision 1" in listed
    assert stranger.get(path[0]).status_code == 404
    assert stranger.get(f"/items/{garden.id}").status_code == 302


def test_guessing_is_limited(program: FlaskClient, garden: Item) -> None:
    url: str = program.post(f"/api/items/{garden.id}/share-links", json={}).json["url"]  # type: ignore[index]
    path = url.partition("localhost")[2]
    stranger = program.application.test_client()
    before = stranger.get(path).status_code

    for number in range(MAX_WRONG_TOKENS):
        stranger.get(f"/shared/{number}")

    assert (before, stranger.get(path).status_code) == (200, 404)


def test_links_in_the_api(program: FlaskClient, garden: Item) -> None:
    base = f"/api/items/{garden.id}/share-links"
    created: Any = program.post(base, json={"label": "Eve", "revision": 1})
    listed: Any = program.get(base).json
    ended = [program.delete(f"{base}/{created.json['id']}") for _ in range(2)]

    assert (created.status_code, listed["links"][0]["revision"]) == (201, 1)
    assert "url" not in listed["links"][0]
    assert [answer.status_code for answer in ended] == [200, 404]
    assert ended[0].json == {"links": []}
