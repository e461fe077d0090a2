"""An empty place says why it is empty and what to do next: eleven kinds of emptiness, each with its way on."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from fsp.app import create_app
from fsp.settings import Settings
from tests.browser.conftest import serving, sign_in, signed_in_page

EMPTY = {
    "no jobs yet": ("/jobs", "No jobs yet.", "project"),
    "a filter matches none": ("/jobs?state=failed&type=export-data", "No matching jobs.", "Show all jobs"),
    "no dead letters": ("/dead-letters", "No dead letters.", None),
    "no workers": ("/workers", "No workers are running, so no jobs run.", None),
    "no projects": ("/projects", "No projects yet.", "create an empty one"),
    "no alerts": ("/alerts?view=resolved", "No resolved alerts yet.", "Active alerts"),
    "no reports": ("/reports", "No reports yet.", None),
    "no exports": ("/files", "No exports yet.", None),
    "nothing done": ("/audit?q=nothing-like-it", "No matching actions.", "Show everything"),
    "no bulk action": ("/bulk", "No bulk action yet.", "jobs"),
    "no errors": ("/", "No dead letters.", None),
}
"""Where, why it is empty, and the link that leads on; None where words say what comes or what to type."""


@pytest.fixture
def first_day(chromium: Browser, core: Flask, settings: Settings) -> Iterator[Page]:
    """Return a page of a FSP that nobody has used yet."""
    with serving(create_app(settings)) as address, signed_in_page(chromium, address, sign_in()) as page:
        yield page


def test_every_empty_place_says_why_and_what_comes_next(first_day: Page) -> None:
    for path, why, link in EMPTY.values():
        first_day.goto(path)

        empty = first_day.locator("main .empty").filter(has_text=why).first
        expect(empty).to_be_visible()
        words = empty.inner_text()
        assert len(words.removeprefix(why).strip()) > 10, f"{path} says no more than: {words}"
        if link:
            target = empty.get_by_role("link", name=link).first.get_attribute("href")
            answer = first_day.goto(str(target))
            assert answer is not None
            assert answer.ok


def test_without_redis_the_queues_say_why_they_are_not_there(
    chromium: Browser, core: Flask, settings: Settings
) -> None:
    app = create_app(settings.model_copy(update={"redis_url": "unix:///nowhere/redis.sock"}))
    with serving(app) as address, signed_in_page(chromium, address, sign_in()) as page:
        page.goto("/")

        expect(page.locator("main .empty").first).to_contain_text("Redis is not responding")
        page.locator("main .empty").first.get_by_role("link", name="runbook").click()
        expect(page.locator("#redis-down")).to_be_visible()
