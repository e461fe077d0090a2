"""Questions before actions: signed, so that FSP asks only what it offered itself."""

from flask import Flask
from flask.testing import FlaskClient

from fsp.web.confirm.pages import confirm_url


def address(app: Flask, **more: object) -> str:
    with app.test_request_context("/"):
        return confirm_url("/dead-letters/1/discard", "Discard", "Discard dead letter 1?", **more)


def test_a_question_is_a_page_with_a_form(app: Flask, signed_in: FlaskClient) -> None:
    asked = address(app, detail="It cannot be <undone>.", fields={"scope": "all"}, typed="12 (all)", is_dangerous=True)

    page = signed_in.get(asked, headers={"Referer": "http://localhost/dead-letters?type=x"}).text

    assert "<h1>Discard dead letter 1?</h1>" in page
    assert 'action="/dead-letters/1/discard"' in page
    assert 'name="scope" value="all"' in page
    assert "It cannot be &lt;undone&gt;." in page
    assert 'pattern="12\\ \\(all\\)"' in page
    assert 'href="/dead-letters?type=x"' in page


def test_a_dialog_gets_the_question_alone(app: Flask, signed_in: FlaskClient) -> None:
    part = signed_in.get(address(app), headers={"HX-Request": "true"}).text

    assert "<form" in part
    assert "<html" not in part


def test_a_question_nobody_signed_is_not_asked(app: Flask, signed_in: FlaskClient) -> None:
    forged = address(app).replace("confirm/", "confirm/x")

    assert signed_in.get(forged).status_code == 404


def test_the_address_of_a_question_does_not_change(app: Flask) -> None:
    assert address(app) == address(app)
