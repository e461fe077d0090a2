"""The navigation: every entry leads somewhere, and says where one is."""

from flask import Flask
from flask.testing import FlaskClient

from fsp.web import navigation
from fsp.web.navigation import Entry


def test_every_entry_shown_leads_to_a_page(app: Flask, signed_in: FlaskClient) -> None:
    with app.test_request_context("/"):
        shown = [entry for entries in navigation.navigation().values() for entry in entries]

    assert len(shown) >= 9
    assert {entry.path: signed_in.get(entry.path).status_code for entry in shown} == {e.path: 200 for e in shown}


def test_an_entry_without_a_page_is_left_out(app: Flask) -> None:
    with app.test_request_context("/"):
        assert navigation._is_there("/jobs")
        assert not navigation._is_there("/nowhere")


def test_a_page_below_another_belongs_to_it(app: Flask) -> None:
    jobs, overview, types = Entry("", "/jobs", ""), Entry("", "/", ""), Entry("", "/job-types", "")

    with app.test_request_context("/jobs/1"):
        assert [navigation.is_current(entry) for entry in (jobs, overview, types)] == [True, False, False]
