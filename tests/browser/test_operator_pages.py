"""The operator's pages in one look: at most one filled button, filters as chips, actions where the problem is."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in_page
from tests.browser.pages import PATHS

FEATURES = ("jobs", "bulk", "job_types", "dead_letters", "workers", "alerts", "silences", "channels", "performance")
FILLED = "[...document.querySelectorAll('main .primary')].filter(button => button.checkVisibility()).length"
FIRST_RESULT = "document.querySelector('main tbody tr, main .card')?.getBoundingClientRect().top ?? 0"


def paths() -> list[str]:
    return [path for endpoint, result in PATHS.items() if endpoint.partition(".")[0] in FEATURES for path in result]


def test_a_page_has_at_most_one_filled_button(chromium: Browser, full: str, session_cookie: str) -> None:
    with signed_in_page(chromium, full, session_cookie) as page:
        filled = {}
        for path in paths():
            page.goto(path)
            filled[path] = page.evaluate(FILLED)

    assert len(filled) > 20
    assert {path: count for path, count in filled.items() if count > 1} == {}


def test_lists_show_their_first_result_on_the_first_screen_of_a_phone(
    chromium: Browser, full: str, session_cookie: str
) -> None:
    with signed_in_page(chromium, full, session_cookie, size="narrow") as page:
        tops = {}
        for path in ("/jobs", "/dead-letters", "/alerts", "/workers", "/job-types", "/performance"):
            page.goto(path)
            tops[path] = page.evaluate(FIRST_RESULT)

    assert {path: top for path, top in tops.items() if not 0 < top < 500} == {}


def test_an_error_group_is_replayed_from_its_row(page: Page) -> None:
    page.goto("/dead-letters")
    row = page.locator("tr", has=page.get_by_role("link", name="ServiceUnavailable: The server said no."))

    row.get_by_role("link", name="Replay 1…").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Replay 1 dead letter?")
    page.get_by_role("button", name="Replay 1").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def test_alerts_are_filtered_by_chips(page: Page) -> None:
    page.goto("/alerts?view=resolved")
    page.locator("#filters > summary").click()
    page.locator("#filters").get_by_role("combobox", name="Severity").select_option("warning")
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url(re.compile("view=resolved.*severity=warning"))
    expect(page.get_by_role("link", name="The queue low is behind")).to_be_visible()

    page.get_by_role("link", name="Remove filter severity").click()

    page.wait_for_url("**/alerts?view=resolved")
    expect(page.get_by_role("link", name="The queue low is behind")).to_be_visible()


def test_the_view_and_the_state_of_dead_letters_are_in_the_address(page: Page) -> None:
    page.goto("/dead-letters")
    page.get_by_role("link", name="List", exact=True).click()
    page.get_by_role("link", name=re.compile("^Discarded")).click()

    page.wait_for_url(re.compile(r"/dead-letters\?view=letters&state=discarded"))
    expect(page.get_by_text("No discarded dead letters.")).to_be_visible()


def test_a_menu_closes_with_escape_and_with_a_click_elsewhere(page: Page) -> None:
    page.goto("/jobs")
    menu = page.locator("#filters > div")

    page.locator("#filters > summary").click()
    page.locator("#filters").get_by_role("combobox", name="Type").focus()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.locator("#filters > summary")).to_be_focused()

    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(menu).to_be_hidden()


def test_a_text_that_the_browser_refuses_to_copy_is_selected(page: Page) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    page.goto("/jobs/waiting")

    page.locator("[data-copy=arguments-text]").click()

    expect(page.locator("#said")).to_contain_text("copy it with the keyboard")
    assert page.evaluate("getSelection().toString()").strip() == page.locator("#arguments-text").inner_text().strip()
