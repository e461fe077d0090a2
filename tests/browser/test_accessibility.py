"""axe-core finds nothing, nothing is too small, faint or wide: every page, theme, width and state."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route

from fsp.app import create_app
from fsp.settings import Settings
from tests.browser.axe import faults_of, faults_of_state
from tests.browser.conftest import serving, sign_in, signed_in_page
from tests.browser.looking import seen_faults_of
from tests.browser.pages import MISSING, NEEDS_NO_DATA, OPEN, SIGNED_IN

REFRESH = "htmx.trigger(document.getElementById('live'), 'fsp:refresh')"
INTERNAL_ERROR = 500
LIVE = tuple(path for path in NEEDS_NO_DATA if path not in {"/projects/new", MISSING})


@pytest.fixture
def without_redis(settings: Settings, session_cookie: str) -> Iterator[str]:
    """Return the address of a FSP that has everything but its Redis."""
    with serving(create_app(settings.model_copy(update={"redis_url": "unix:///nowhere/redis.sock"}))) as address:
        yield address


def test_every_page_that_is_full(chromium: Browser, full: str, session_cookie: str) -> None:
    with signed_in_page(chromium, full, session_cookie) as page:
        assert _faults_of_all(page, SIGNED_IN + OPEN, find=lambda page: faults_of(page) + seen_faults_of(page)) == {}


def test_every_question_in_its_dialog_or_page(chromium: Browser, full: str, session_cookie: str) -> None:
    asked, results = set(), {}
    with signed_in_page(chromium, full, session_cookie) as page:
        for path in SIGNED_IN:
            page.goto(path)
            question = page.locator("[data-confirm]:visible").first
            if question.count():
                asked.add(path)
                question.click()
                page.locator("dialog[open] form:visible, main form.stacked:visible").first.wait_for()
                if faults := faults_of(page) + seen_faults_of(page):
                    results[path] = faults

    assert {"/workers", "/workers/a-worker"} <= asked
    assert results == {}


def test_every_page_on_the_first_day(chromium: Browser, core: Flask, settings: Settings) -> None:
    with serving(create_app(settings)) as address, signed_in_page(chromium, address, sign_in()) as page:
        assert _faults_of_all(page, NEEDS_NO_DATA, find=faults_of_state) == {}


def test_every_page_while_redis_is_away(chromium: Browser, without_redis: str, session_cookie: str) -> None:
    with signed_in_page(chromium, without_redis, session_cookie) as page:
        assert _faults_of_all(page, NEEDS_NO_DATA, find=faults_of_state) == {}


def test_every_page_whose_data_are_old(chromium: Browser, full: str, session_cookie: str) -> None:
    results = {}
    with signed_in_page(chromium, full, session_cookie) as page:
        for path in LIVE:
            page.goto(path)
            if not page.locator("#live").count():
                continue
            page.route(f"**{path}", lambda route: route.fulfill(status=502, body="<p>Bad gateway</p>"))
            page.evaluate(REFRESH)
            page.locator(".is-stale").wait_for()
            page.unroute(f"**{path}")
            if faults := faults_of_state(page):
                results[path] = faults

    assert results == {}


def test_a_page_while_its_refresh_is_under_way(chromium: Browser, full: str, session_cookie: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with signed_in_page(chromium, full, session_cookie) as page:
        page.goto("/")
        page.route(f"{full}/", hold)
        page.evaluate(REFRESH)
        page.locator("#live.htmx-request").wait_for()

        faults = faults_of_state(page)
        is_under_way = page.locator("#live.htmx-request").count() == 1
        held[0].continue_()
        page.locator("#live:not(.htmx-request)").wait_for()

    assert is_under_way
    assert faults == []


def test_forms_that_were_refused(chromium: Browser, full: str, session_cookie: str) -> None:
    results = {}
    with signed_in_page(chromium, full, session_cookie) as page:
        for path, label, typed, button in (
            ("/job-types/content-generation", "item_id", "the first", "Enqueue"),
            ("/projects/new", "Title", " ", "Save"),
        ):
            page.goto(path)
            page.get_by_label(label, exact=True).fill(typed)
            page.get_by_role("button", name=button, exact=True).click()
            page.locator("[role=alert]").wait_for()
            if faults := faults_of_state(page):
                results[path] = faults

    assert results == {}


def _faults_of_all(page: Page, paths: tuple[str, ...], *, find: Callable[[Page], list[str]]) -> dict[str, list[str]]:
    results = {}
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status != INTERNAL_ERROR, path
        if faults := find(page):
            results[path] = faults
    return results
