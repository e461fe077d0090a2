"""Live pages: whole for a visit, and the panel alone for a poll."""

from flask.testing import FlaskClient


def test_a_poll_gets_the_panel_alone(signed_in: FlaskClient) -> None:
    whole = signed_in.get("/workers").text
    panel = signed_in.get("/workers", headers={"HX-Request": "true"}).text

    assert "<html" in whole
    assert "<html" not in panel
    assert all(part in page for page in (whole, panel) for part in ("No worker", "As of"))
