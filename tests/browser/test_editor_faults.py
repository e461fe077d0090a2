"""The editor under faults: what is typed while a post is saved, lost answers, full devices, long texts."""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from fsp.models.item import Item
from fsp.stores import db, end_reading
from tests.browser.test_editor import EDIT, STATE, body_of_item, open_empty, value
from tests.browser.test_editor_autosave import COPIES, HERE, KEPT, copies, write
from tests.browser.test_editor_images import give
from tests.content.images.pictures import picture

NEW = "/projects/garden-journal/items/new"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
FILL_DEVICE = """(isOnServer) => {
  const text = "x".repeat(400000);
  for (let number = 0; ; number += 1) {
    try {
      const record = { values: { body: text }, at: number, isOnServer };
      localStorage.setItem(`fsp-copy:admin:item-${number + 100}:abandoned`, JSON.stringify(record));
    } catch {
      return number;
    }
  }
}"""


SET_TEXT = """(text) => {
  const body = document.getElementById("body");
  body.value = text;
  body.dispatchEvent(new InputEvent("input", { bubbles: true }));
}"""
"""Chromium itself takes minutes to insert so many lines into any text area."""


def item_count() -> int:
    count = db.session.scalar(select(func.count(Item.id))) or 0
    end_reading()
    return count


def hold(page: Page, address: str) -> list[Route]:
    """Hold requests back, and return them as they come."""
    held: list[Route] = []
    page.route(address, lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    return held


@pytest.mark.parametrize("typed", ["", " During."])
def test_what_is_typed_while_a_new_post_is_saved_stays_where_it_was_typed(page: Page, typed: str) -> None:
    before = item_count()
    page.goto(NEW)
    page.locator("#title").fill("Peas")
    page.locator("#body").focus()
    page.keyboard.type("Before.")
    held = hold(page, "**/projects/garden-journal/items")
    with page.expect_request("**/projects/garden-journal/items"):
        page.keyboard.press("Control+s")
    page.keyboard.type(typed)
    held[0].continue_()
    page.wait_for_url(re.compile(r"/items/\d+/edit"))
    page.keyboard.type(" After.")

    expect(page.locator("#body")).to_have_value(f"Before.{typed} After.")
    expect(page.locator(STATE)).to_have_text(KEPT)
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text(SAVED)
    item_id = int(re.findall(r"/items/(\d+)/edit", page.url)[0])
    assert body_of_item(item_id) == f"Before.{typed} After."
    assert item_count() == before + 1
    assert copies() == []
    page.keyboard.press("Control+z")
    expect(page.locator("#body")).not_to_have_value(re.compile(r"After\.$"))


def test_a_new_post_is_one_with_a_page_of_its_own_once_it_is_saved(page: Page) -> None:
    page.goto(NEW)
    page.locator("#title").fill("Peas")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url(re.compile(r"/items/\d+/edit"))

    expect(page).to_have_title("Edit Peas · FSP")
    expect(page.locator("#slug")).to_have_value("peas")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_enabled()
    expect(page.locator(".post-state")).to_contain_text("draft")
    expect(page.locator("#notices")).to_be_empty()
    page.locator("#body").fill("More.")
    expect(page.locator(STATE)).to_have_text(KEPT)
    page.reload()
    expect(page.locator("#body")).to_have_value("More.")
    page.get_by_role("link", name="Back to the post").click()
    page.wait_for_url(re.compile(r"/items/\d+$"))


def test_an_answer_that_is_lost_leaves_one_working_copy(page: Page) -> None:
    lost: list[Route] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route)
        route.fetch()
        route.abort()

    page.goto(EDIT)
    page.route(COPIES, lose_the_first)
    write(page, "First.")
    expect(page.locator(STATE)).to_contain_text("the server does not answer")
    page.locator("#body").press("Control+End")
    page.keyboard.type(" Second.")

    expect(page.locator(STATE)).to_have_text(KEPT)
    assert copies() == [("admin", "First. Second.")]


@pytest.mark.parametrize(("is_on_server", "words"), [(True, HERE), (False, "This device has no room for it")])
def test_a_full_device_makes_room_only_where_the_server_has_the_text(
    page: Page, is_on_server: bool, words: str
) -> None:
    page.goto(EDIT)
    assert page.evaluate(FILL_DEVICE, is_on_server)
    page.context.set_offline(True)
    write(page, "x" * 900_000)

    expect(page.locator(STATE)).to_contain_text(words)


def test_a_pasted_text_of_a_megabyte_is_kept_and_saved(page: Page) -> None:
    page.goto(EDIT)
    text = "A line of the long text that somebody pastes.\n" * 21_000
    page.evaluate(SET_TEXT, text)
    expect(page.locator(STATE)).to_have_text(KEPT)
    page.locator("#body").press("Control+End")
    page.keyboard.type("End")
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text(SAVED)

    assert body_of_item() == f"{text}End"


def test_a_text_that_is_too_long_to_be_kept_unsaved_says_so_and_can_be_saved(page: Page) -> None:
    page.goto(EDIT)
    page.evaluate(SET_TEXT, "x" * 1_000_001)
    expect(page.locator(STATE)).to_contain_text("limited to 1000000 characters, got 1000001. Save the post.")
    page.keyboard.press("Control+s")

    expect(page.locator(STATE)).to_have_text(SAVED)
    assert len(body_of_item()) == 1_000_001


def test_an_image_that_is_too_large_is_refused_and_the_text_goes_on(page: Page) -> None:
    open_empty(page)
    page.keyboard.type("Before.")
    give(page, picture("PNG", size=(30, 20)) + b"\0" * 26_000_000, kind="paste", name="image.png")

    expect(page.locator("#uploads")).to_contain_text("An image is limited to")
    page.keyboard.type(" After.")
    assert value(page) == "Before. After."


def test_a_text_with_odd_ends_is_saved_without_losing_the_undo_history(page: Page) -> None:
    open_empty(page)
    page.keyboard.type("One.  ")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text(SAVED)
    page.keyboard.type("Two.")

    assert value(page) == "One.  \n\nTwo."
    page.keyboard.press("Control+z")
    assert value(page).startswith("One.  \n\n")
    assert json.dumps(body_of_item()) == json.dumps("One.  \n\n")


def test_what_an_input_method_composes_is_kept(page: Page) -> None:
    open_empty(page)
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2})
    expect(page.locator(STATE)).to_have_text(KEPT)
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text(SAVED)
    session.send("Input.insertText", {"text": "日本"})
    page.keyboard.press("Control+s")

    expect(page.locator(STATE)).to_have_text(SAVED)
    expect(page.locator("#body")).to_have_value("日本")
