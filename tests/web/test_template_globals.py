"""The frame: who is signed in, which build answers, where the pages are."""

from flask.testing import FlaskClient

from fsp.settings import PACKAGE_VERSION


def test_every_page_says_who_looks_and_what_answers(signed_in: FlaskClient) -> None:
    page = signed_in.get("/").text

    assert f"FSP {PACKAGE_VERSION}" in page
    assert "admin (admin)" in page


def test_a_stranger_sees_no_navigation(client: FlaskClient) -> None:
    assert "<nav" not in client.get("/login").text
