"""Colour is never alone: without it each state still looks like no other, by its icon and its word."""

from itertools import combinations

from flask import render_template_string
from playwright.sync_api import Page

from fsp.app import create_app
from fsp.settings import Settings

STATES = ("finished", "failed", "started", "queued", "rate_limited", "scheduled")
MARKUP = """{% import "macros.html" as ui with context %}
<link rel="stylesheet" href="/static/fsp.css">
<main>{% for word in words %}<p>{{ ui.state(word) }}</p>{% endfor %}</main>"""


def test_six_states_differ_in_a_greyscale_picture_and_in_words(page: Page, settings: Settings) -> None:
    page.route("**/states", lambda route: route.fulfill(content_type="text/html", body=_page(settings)))
    page.goto("/states")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
    shown = [page.locator("main .state").nth(number) for number in range(len(STATES))]

    icons = [state.locator(".icon").inner_text() for state in shown]
    pictures = [state.locator(".icon").screenshot() for state in shown]

    assert len(set(icons)) == len(STATES)
    assert all(one != other for one, other in combinations(pictures, 2))
    assert [state.inner_text().removeprefix(icon).strip() for state, icon in zip(shown, icons, strict=True)] == [
        word.replace("_", " ") for word in STATES
    ]


def _page(settings: Settings) -> str:
    with create_app(settings).test_request_context():
        return render_template_string(MARKUP, words=STATES)
