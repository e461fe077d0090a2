"""The navigation: every entry leads somewhere, and says where one is."""

from flask import Flask
from flask.testing import FlaskClient

from fsp.web.navigation import NAVIGATION, Entry, is_current


def test_every_entry_leads_to_a_page(signed_in: FlaskClient) -> None:
    shown = [entry.path for entries in NAVIGATION.values() for entry in entries]

    assert {path: signed_in.get(path).status_code for path in shown} == dict.fromkeys(shown, 200)


def test_every_entry_is_on_every_page(signed_in: FlaskClient) -> None:
    page = signed_in.get("/jobs").text

    for entries in NAVIGATION.values():
        assert all(entry.label in page for entry in entries)


def test_a_page_below_another_belongs_to_it(app: Flask) -> None:
    jobs, overview, types = Entry("/jobs", ""), Entry("/", ""), Entry("/job-types", "")

    with app.test_request_context("/jobs/1"):
        assert [is_current(entry) for entry in (jobs, overview, types)] == [True, False, False]
