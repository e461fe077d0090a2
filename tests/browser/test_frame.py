"""The frame of every page by keyboard: shortcuts, the menu, questions, zones."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in_page
from tests.browser.looking import FOCUSABLE
from tests.browser.watching import Watched, open_account_menu


def test_shortcuts_list_themselves_move_and_refresh(page: Page) -> None:
    watched = Watched(page, "/job-types")

    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.closest('tr').id")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.closest('tr').id")
    page.keyboard.press("k")
    page.keyboard.press("r")
    watched.settle()

    assert first.startswith("queue-")
    assert second != first
    assert page.evaluate("document.activeElement.closest('tr').id") == first
    assert len(watched.requests) == 1


def test_the_next_key_counts_though_the_box_of_the_dialog_that_closed_has_the_focus_still(page: Page) -> None:
    page.goto("/job-types")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts-on")).to_be_focused()

    page.evaluate(
        """() => {
             document.getElementById("shortcuts").close();
             const box = document.getElementById("shortcuts-on");
             box.dispatchEvent(new KeyboardEvent("keydown", {key: "j", bubbles: true}));
           }"""
    )

    assert page.evaluate("document.activeElement.closest('tr').id").startswith("queue-")


def test_shortcuts_never_fire_in_fields_nor_once_they_are_off(page: Page) -> None:
    watched = Watched(page, "/items/1")
    page.locator("#change-url > summary").click()
    page.locator("#slug").fill("")
    page.locator("#slug").press_sequentially("r?jk/")
    assert page.locator("#slug").input_value() == "r?jk/"
    expect(page.locator("#shortcuts")).to_be_hidden()

    open_account_menu(page)
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Enable single-key shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("r")
    page.keyboard.press("?")

    assert watched.requests == []
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_a_key_leads_to_the_filter_of_a_list(page: Page) -> None:
    page.goto("/jobs")
    page.keyboard.press("f")

    expect(page.locator("[data-search]")).to_be_focused()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_theme_is_chosen_in_the_menu_of_the_account(
    chromium: Browser, served: str, session_cookie: str, *, has_scripts: bool
) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with signed_in_page(chromium, served, session_cookie, has_scripts=has_scripts) as page:
        page.goto("/jobs")
        light = page.evaluate(ground)
        open_account_menu(page)
        page.get_by_role("button", name="Dark").click()
        if not has_scripts:
            open_account_menu(page)

        expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
        assert page.evaluate(ground) != light
        page.goto("/workers")
        assert page.evaluate(ground) != light


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_menu_opens_on_a_narrow_screen_with_and_without_scripts(
    chromium: Browser, served: str, session_cookie: str, *, has_scripts: bool
) -> None:
    with signed_in_page(chromium, served, session_cookie, size="narrow", has_scripts=has_scripts) as page:
        page.set_viewport_size({"width": 320, "height": 600})
        page.goto("/")
        expect(page.locator("#pages")).to_be_hidden()

        page.get_by_role("button", name="Menu").click()
        page.locator("#pages").get_by_role("link", name="Schedules").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Schedules")


def test_times_are_shown_in_the_zone_that_was_chosen(chromium: Browser, served: str, session_cookie: str) -> None:
    with signed_in_page(chromium, served, session_cookie, timezone="Asia/Tokyo") as page:
        page.goto("/schedules")
        page.goto("/schedules")
        expect(page.locator(".zone")).to_have_text("UTC")

        open_account_menu(page)
        page.get_by_label("Time zone").select_option("browser")
        page.get_by_role("button", name="Apply").click()

        expect(page.locator(".zone")).to_have_text("Asia/Tokyo")
        shown = page.locator("time[data-relative]").first
        instant = datetime.fromisoformat(shown.get_attribute("datetime") or "")
        assert instant.tzinfo == UTC
        assert (shown.get_attribute("title") or "").endswith("Asia/Tokyo")
        assert re.search(r"(in|ago|now).*\d\d:\d\d", shown.inner_text())


@pytest.mark.parametrize("path", ["/", "/jobs/dead"])
def test_the_tab_key_reaches_every_control_once_and_leaves_the_page(page: Page, path: str) -> None:
    page.goto(path)
    count = page.evaluate(
        """focusable => {
             window.reached = [];
             document.addEventListener("focusin", event => window.reached.push(event.target));
             window.controls = [...document.querySelectorAll(focusable)].filter(
               one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({checkVisibilityCSS: true}));
             return window.controls.length;
           }""",
        FOCUSABLE,
    )

    for _ in range(count + 1):
        page.keyboard.press("Tab")

    missed = "window.controls.filter(one => !window.reached.includes(one)).map(one => one.outerHTML)"
    twice = "window.reached.slice(0, window.controls.length).filter((one, n, all) => all.indexOf(one) !== n).length"
    assert count > 20
    assert page.evaluate(missed) == []
    assert page.evaluate(twice) == 0
