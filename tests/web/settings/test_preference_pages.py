"""Preferences: kept by the browser, for viewers too."""

from flask.testing import FlaskClient

from fsp.models.account import Account
from fsp.stores import db
from tests.web.forms import SAME_ORIGIN, csrf_of


def test_a_zone_is_chosen_and_leads_back(signed_in: FlaskClient) -> None:
    db.session.query(Account).update({"role": "viewer"})
    db.session.commit()
    fields = {"zone": "queue", "next": "/jobs?state=all", "csrf_token": csrf_of(signed_in, "/jobs")}

    answer = signed_in.post("/preferences/zone", data=fields, headers=SAME_ORIGIN)

    assert (answer.status_code, answer.location) == (303, "/jobs?state=all")
    cookie = signed_in.get_cookie("fsp_zone")
    assert cookie is not None
    assert cookie.value == "queue"


def test_an_unknown_zone_changes_nothing(signed_in: FlaskClient) -> None:
    fields = {"zone": "mars", "next": "//evil", "csrf_token": csrf_of(signed_in, "/")}

    answer = signed_in.post("/preferences/zone", data=fields, headers=SAME_ORIGIN)

    assert answer.location == "/"
    assert signed_in.get_cookie("fsp_zone") is None


def test_a_theme_is_chosen_and_every_page_has_it(signed_in: FlaskClient) -> None:
    for theme, attribute in (("dark", 'data-theme="dark"'), ("light", 'data-theme="light"'), ("auto", "")):
        fields = {"theme": theme, "next": "/jobs", "csrf_token": csrf_of(signed_in, "/jobs")}
        answer = signed_in.post("/preferences/theme", data=fields, headers=SAME_ORIGIN)
        page = signed_in.get("/jobs").text

        assert (answer.status_code, answer.location) == (303, "/jobs")
        assert (attribute in page) if attribute else ("data-theme" not in page)


def test_an_unknown_theme_is_none(signed_in: FlaskClient) -> None:
    signed_in.set_cookie("fsp_theme", '"><script>')

    assert "data-theme" not in signed_in.get("/jobs").text
