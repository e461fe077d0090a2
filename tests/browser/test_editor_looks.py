"""The editor in every state: axe finds nothing, nothing scrolls sideways, and on a phone everything is in reach."""

import gzip
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from fsp import paths
from fsp.web.assets import EDITOR, script_bundle
from tests.browser.axe import faults_of_state
from tests.browser.conftest import SIZES, signed_in_page
from tests.browser.looking import seen_faults_of
from tests.browser.test_editor import EDIT, STATE
from tests.browser.test_editor_autosave import KEPT

MAX_SCRIPT_BYTES = 26_000
LONG_BYTES = 300_000


def open_images(page: Page) -> None:
    page.get_by_role("button", name="Image", exact=True).click()
    expect(page.locator("#image-list button").first).to_be_visible()


def describe_an_image(page: Page) -> None:
    open_images(page)
    page.locator("#image-list button").first.click()
    expect(page.locator("#alt")).to_be_visible()


def compare(page: Page) -> None:
    page.locator("#body").fill("Other words.")
    expect(page.locator(STATE)).to_have_text(KEPT)
    page.evaluate(
        "() => document.getElementById('editor').dispatchEvent(new CustomEvent('compare', {detail: 'saved'}))"
    )
    page.wait_for_url("**compare=saved*")
    expect(page.locator(".comparison")).to_be_visible()


STATES: dict[str, Callable[[Page], None]] = {
    "details": lambda page: page.locator("#details-open").click(),
    "preview": lambda page: page.get_by_role("button", name="Preview", exact=True).click(),
    "images": open_images,
    "alt": describe_an_image,
    "shortcuts": lambda page: page.keyboard.press("Control+/"),
    "comparison": compare,
}


def test_every_state_of_the_editor(chromium: Browser, served: str, session_cookie: str) -> None:
    results = {}
    for name, enter in STATES.items():
        with signed_in_page(chromium, served, session_cookie) as page:
            page.goto(EDIT)
            enter(page)
            if faults := faults_of_state(page) + seen_faults_of(page):
                results[name] = faults

    assert results == {}


def test_a_post_is_written_illustrated_and_saved_on_a_phone(
    chromium: Browser, served: str, session_cookie: str
) -> None:
    with signed_in_page(chromium, served, session_cookie, size="narrow") as page:
        page.goto("/projects/garden-journal/items/new")
        page.get_by_label("Title").fill("On the phone")
        page.get_by_label("Content (Markdown)").fill("Short text.\n\n")
        page.locator("#body").press("Control+End")
        page.get_by_role("button", name="Image", exact=True).click()
        page.locator("#image-list button").first.click()
        page.locator("#alt-text").fill("Beds")
        page.get_by_role("button", name="Insert").click()
        page.get_by_role("button", name="Preview", exact=True).click()
        expect(page.frame_locator("#frame").get_by_role("img", name="Beds")).to_be_visible()
        expect(page.locator("#body")).to_be_hidden()
        page.get_by_role("button", name="Write", exact=True).click()
        page.locator("#details-open").click()
        page.get_by_label("Summary").fill("From a phone")
        page.get_by_role("button", name="Save draft").click()
        page.wait_for_url("**/edit")

        expect(page.locator("#title")).to_have_value("On the phone")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= SIZES["narrow"][0]


def test_the_toolbar_stays_above_the_keyboard_of_a_phone(chromium: Browser, served: str, session_cookie: str) -> None:
    with signed_in_page(chromium, served, session_cookie, size="narrow") as page:
        page.goto(EDIT)
        page.locator("#body").focus()
        # A keyboard that resizes the page, as in Chromium on Android.
        page.set_viewport_size({"width": 375, "height": 420})
        expect(page.locator("body")).to_have_class("editing is-typing")

        boxes = (
            page.get_by_role("toolbar")
            .get_by_role("button")
            .evaluate_all(
                """all => all.filter((one) => one.checkVisibility()).map((one) => {
                 const box = one.getBoundingClientRect();
                 return [box.width, box.height, box.right, box.bottom];
               })"""
            )
        )
        assert len(boxes) == 8
        for width, height, right, bottom in boxes:
            assert min(width, height) >= 44
            assert right <= 375
            assert bottom <= 420


def test_the_scripts_of_the_editor_are_one_file_and_no_page_else_loads_it(page: Page) -> None:
    loaded = (
        "() => performance.getEntriesByType('resource').map((file) => file.name).filter((name) => /\\.js$/.test(name))"
    )
    page.goto(EDIT)
    of_editor = page.evaluate(loaded)
    page.goto("/items/1")
    of_post = page.evaluate(loaded)

    assert len(of_editor) == 1
    assert "/static/editor." in of_editor[0]
    assert not [name for name in of_post if "editor" in name]
    assert len(gzip.compress(script_bundle(paths.resource("static"), EDITOR), 6)) <= MAX_SCRIPT_BYTES


def test_a_long_text_is_typed_into_and_previewed(page: Page) -> None:
    page.goto(EDIT)
    paragraph = "Broad beans go in **before** anything else, and [why](https://example.org/) that works.\n\n"
    text = paragraph * (LONG_BYTES // len(paragraph))
    page.locator("#body").evaluate("(field, text) => { field.value = text; }", text)
    page.locator("#body").press("Control+End")
    page.keyboard.type("The end.")

    expect(page.locator("#body")).to_have_value(f"{text}The end.")
    expect(page.locator(STATE)).to_have_text(KEPT)
    expect(page.frame_locator("#frame").get_by_text("The end.")).to_be_attached()
