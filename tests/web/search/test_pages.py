"""The page of the search, and the part that a script asks for."""

from flask.testing import FlaskClient

from fsp.models.item import Item


def test_it_is_a_page_and_the_part_of_one(signed_in: FlaskClient, garden: Item) -> None:
    page = signed_in.get("/search?q=beans").text
    part = signed_in.get("/search?q=beans", headers={"HX-Request": "true"}).text

    assert 'value="beans"' in page
    assert "<html" not in part
    for text in (page, part):
        assert f'href="/items/{garden.id}"' in text
        assert 'href="/jobs?q=beans"' in text


def test_what_is_not_found_is_said_and_escaped(signed_in: FlaskClient) -> None:
    page = signed_in.get("/search?q=<b>nothing").text

    assert "No results for “&lt;b&gt;nothing”" in page


def test_a_long_query_is_cut(signed_in: FlaskClient) -> None:
    assert "x" * 200 in signed_in.get(f"/search?q={'x' * 5000}").text


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/search?q=beans").status_code in {302, 303}
