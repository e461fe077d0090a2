"""Typed text is never left without a question."""

import pytest
from playwright.sync_api import Dialog, Page, expect
from sqlalchemy import select

from fsp.models.item import Item
from fsp.stores import db, end_reading


@pytest.fixture
def item(page: Page) -> str:
    """Open an item's page; return its address."""
    item_id = db.session.scalars(select(Item.id).where(Item.slug == "time-capsule")).one()
    end_reading()
    page.goto(f"/items/{item_id}")
    return f"/items/{item_id}"


def _answer(page: Page, *, leaves: bool) -> list[str]:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        if leaves:
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    return asked


def test_a_link_asks_and_staying_keeps_the_text(page: Page, item: str) -> None:
    asked = _answer(page, leaves=False)
    page.locator("#change-url > summary").click()
    slug = page.locator("#slug")
    slug.fill("new-words")

    page.get_by_role("link", name="Garden journal").first.click(no_wait_after=True)

    expect(slug).to_have_value("new-words")
    assert page.url.endswith(item)
    assert asked == ["beforeunload"]


def test_another_form_of_the_page_asks_and_can_be_sent_afterwards(page: Page, item: str) -> None:
    asked = _answer(page, leaves=False)
    page.locator("#change-url > summary").click()
    page.locator("#slug").fill("time-capsule-2")

    page.get_by_role("button", name="Publish now").click(no_wait_after=True)
    page.get_by_role("button", name="Change URL").click()

    expect(page.locator(".notice")).to_contain_text("URL changed")
    assert page.locator("#slug").input_value() == "time-capsule-2"
    assert asked == ["beforeunload"]


def test_nothing_is_asked_where_nothing_was_typed(page: Page, item: str) -> None:
    asked = _answer(page, leaves=True)

    page.get_by_role("link", name="Garden journal").first.click()

    expect(page.locator("h1")).to_have_text("Garden journal")
    assert asked == []


def test_a_text_that_was_refused_counts_as_unsaved(page: Page) -> None:
    asked = _answer(page, leaves=False)
    page.goto("/projects/new")
    page.locator("#title").evaluate("field => { field.required = false; field.value = ' '; }")
    page.locator("#description").fill("Long text.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice.bad")).to_be_visible()

    page.get_by_role("link", name="Cancel").click(no_wait_after=True)

    expect(page.locator("#description")).to_have_value("Long text.")
    assert asked == ["beforeunload"]
