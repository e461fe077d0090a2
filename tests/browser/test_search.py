"""The search of every page: opened by a key, moved through by arrows, and a page without scripts."""

import re

import pytest
import redis
from playwright.sync_api import Browser, Page, expect

from fsp.clock import utc_now
from fsp.gates.pauses import read_queue_pauses
from tests.browser.axe import faults_of_state
from tests.browser.conftest import signed_in_page


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_opens_it_on_every_page_and_enter_opens_the_first_result(page: Page, key: str) -> None:
    page.goto("/workers")
    page.keyboard.press(key)
    expect(page.locator("#search-field")).to_be_focused()
    expect(page.locator("#search-results").get_by_role("link", name="Overview")).to_be_visible()

    page.keyboard.type("waiting")
    expect(page.locator("#search-results a").first).to_contain_text("waiting")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/jobs/waiting$"))


def test_arrows_move_and_escape_closes(page: Page) -> None:
    page.goto("/")
    page.locator("#search-open").click()
    page.keyboard.type("alert")
    links = page.locator("#search-results a")
    expect(links.first).to_contain_text("alert")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search-field")).to_be_focused()
    assert faults_of_state(page) == []
    page.keyboard.press("Escape")

    expect(page.locator("#search-dialog")).to_be_hidden()
    expect(page.locator("#search-open")).to_be_focused()


def test_an_action_asks_first_and_is_done(page: Page, redis_client: redis.Redis) -> None:
    page.goto("/projects")
    page.keyboard.press("/")
    page.keyboard.type("pause queue low")
    page.locator("#search-results").get_by_role("link", name="Pause queue low", exact=True).click()
    expect(page.locator("#search-dialog")).to_be_hidden()
    page.get_by_label("Reason").fill("disk")
    page.get_by_role("button", name="Pause").click()

    expect(page.locator(".toast")).to_contain_text("The queue low is paused")
    assert read_queue_pauses(redis_client, utc_now())["low"].reason == "disk"


def test_it_is_a_page_without_scripts_and_on_a_phone(chromium: Browser, served: str, session_cookie: str) -> None:
    with signed_in_page(chromium, served, session_cookie, size="narrow", has_scripts=False) as page:
        page.goto("/")
        page.get_by_role("link", name="Search", exact=True).click()
        page.get_by_role("searchbox").fill("beans")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name=re.compile("The first beans")).click()

        expect(page).to_have_url(re.compile(r"/items/\d+$"))
