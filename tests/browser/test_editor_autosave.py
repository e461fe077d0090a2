"""Autosave: no keystroke is lost, by a crash, a lost connection, an ended session, a second tab or a second person."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect
from sqlalchemy import select

from fsp.accounts.sessions import open_session
from fsp.app import create_app
from fsp.models.account import Account
from fsp.models.item import Revision
from fsp.models.working_copy import WorkingCopy
from fsp.settings import Settings
from fsp.stores import db, end_reading
from tests.browser.conftest import serving, signed_in_page
from tests.browser.test_editor import EDIT, STATE, body_of_item

COPIES = "**/copies/*"
KEPT = re.compile(r"^Autosaved \d\d:\d\d$")
HERE = "Kept on this device."


def copies() -> list[tuple[str, str]]:
    db.session.expire_all()
    rows = db.session.execute(select(Account.name, WorkingCopy.body).join_from(WorkingCopy, Account)).all()
    end_reading()
    return [(name, body) for name, body in rows]


def write(page: Page, text: str) -> None:
    page.locator("#body").fill(text)


@pytest.fixture
def second_cookie(core: Flask, session_cookie: str) -> str:
    """Return the cookie of a second person."""
    bob = Account(name="bob", role="operator")
    db.session.add(bob)
    db.session.commit()
    return open_session(bob.id)


def test_a_text_is_kept_within_seconds_and_adds_no_revision(page: Page) -> None:
    page.goto(EDIT)
    saved = body_of_item()
    write(page, "Typed.")

    expect(page.locator(STATE)).to_have_text(KEPT)
    assert copies() == [("admin", "Typed.")]
    assert body_of_item() == saved
    assert len(db.session.scalars(select(Revision.id).where(Revision.item_id == 1)).all()) == 1


def test_a_reload_brings_the_text_back_and_a_save_ends_the_copy(page: Page) -> None:
    page.goto(EDIT)
    write(page, "Typed.")
    expect(page.locator(STATE)).to_have_text(KEPT)
    page.reload()

    expect(page.locator("#body")).to_have_value("Typed.")
    expect(page.locator("#said")).to_contain_text("were restored")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(STATE)).to_have_text(re.compile(r"^Saved \d"))
    assert copies() == []
    assert body_of_item() == "Typed."
    page.reload()
    expect(page.locator(STATE)).to_have_text("Saved")


def test_what_was_typed_back_to_the_saved_text_is_not_kept(page: Page) -> None:
    page.goto(EDIT)
    saved = page.locator("#body").input_value()
    write(page, "Typed.")
    expect(page.locator(STATE)).to_have_text(KEPT)
    with page.expect_response(COPIES):
        write(page, saved)

    expect(page.locator(STATE)).to_have_text("Saved")
    assert copies() == []


def test_offline_the_text_is_kept_on_the_device_and_sent_when_the_network_is_back(page: Page) -> None:
    page.goto(EDIT)
    page.context.set_offline(True)
    write(page, "Offline.")
    expect(page.locator(STATE)).to_have_text(f"Not saved: offline. {HERE}")
    assert copies() == []

    page.context.set_offline(False)
    expect(page.locator(STATE)).to_have_text(KEPT)
    assert copies() == [("admin", "Offline.")]


def test_a_closed_tab_leaves_its_text_on_the_device(page: Page) -> None:
    page.goto(EDIT)
    page.context.set_offline(True)
    write(page, "Never sent.")
    expect(page.locator(STATE)).to_contain_text("offline")
    second = page.context.new_page()
    page.close()
    second.context.set_offline(False)
    second.clock.install()
    second.clock.fast_forward(60_000)
    second.goto(EDIT)

    expect(second.locator("#notices")).to_contain_text("This device has unsaved changes")
    second.get_by_role("button", name="Restore").click()
    expect(second.locator("#body")).to_have_value("Never sent.")


def test_leaving_asks_only_while_the_server_lacks_something(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(EDIT)
    page.route(COPIES, lambda route: route.abort())
    write(page, "Typed.")
    expect(page.locator(STATE)).to_contain_text("Not saved")
    page.get_by_role("link", name="Back to the post").click(no_wait_after=True)
    expect(page.locator("#body")).to_have_value("Typed.")
    assert asked == ["beforeunload"]

    page.unroute(COPIES)
    expect(page.locator(STATE)).to_have_text(KEPT)
    page.get_by_role("link", name="Back to the post").click()
    page.wait_for_url("**/items/1")
    assert len(asked) == 1


def test_a_server_that_is_killed_while_one_types_loses_nothing(
    chromium: Browser, served: str, session_cookie: str, settings: Settings
) -> None:
    with serving(create_app(settings)) as address:
        context = chromium.new_context(base_url=address)
        context.add_cookies([{"name": "fsp_session", "value": session_cookie, "url": address}])
        page = context.new_page()
        page.goto(EDIT)
        page.locator("#body").fill("Before. ")
        expect(page.locator(STATE)).to_have_text(KEPT)
    page.locator("#body").press("Control+End")
    page.keyboard.type("While it is down.")
    expect(page.locator(STATE)).to_have_text(f"Not saved: the server does not answer. {HERE}")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(STATE)).to_contain_text("Not saved")

    expect(page.locator("#body")).to_have_value("Before. While it is down.")
    answer = page.evaluate("() => Object.values(localStorage).find((text) => text.includes('While it is down'))")
    assert answer
    context.close()


def test_after_an_ended_session_one_signs_in_elsewhere_and_the_text_is_kept(page: Page, core: Flask) -> None:
    page.goto(EDIT)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    write(page, "Typed without a session.")
    expect(page.locator(STATE)).to_contain_text("Not saved: your session ended.")
    expect(page.locator(STATE).get_by_role("link", name="Sign in again")).to_have_attribute(
        "href", "/login?next=%2Fitems%2F1%2Fedit"
    )

    # A new sign-in has a new form token too: the page fetches it.
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "fsp_session"])  # type: ignore[misc]
    expect(page.locator(STATE)).to_have_text(KEPT)
    assert copies() == [("admin", "Typed without a session.")]


def test_a_duplicated_tab_keeps_both_texts(page: Page) -> None:
    page.goto(EDIT)
    write(page, "First.")
    expect(page.locator(STATE)).to_have_text(KEPT)
    with second_tab(page.context, page) as other:
        write(other, "Second.")
        expect(other.locator(STATE)).to_have_text(KEPT)
        page.locator("#body").press("Control+End")
        page.keyboard.type(" More.")
        expect(page.locator("#notices")).to_contain_text("You are editing this post in another tab too")

        assert sorted(copies()) == [("admin", "First. More."), ("admin", "Second.")]


def test_two_people_are_told_and_neither_overwrites_the_other(
    chromium: Browser, served: str, session_cookie: str, second_cookie: str
) -> None:
    with (
        signed_in_page(chromium, served, session_cookie) as ada,
        signed_in_page(chromium, served, second_cookie) as bob,
    ):
        ada.goto(EDIT)
        bob.goto(EDIT)
        write(ada, "From the admin.")
        expect(ada.locator(STATE)).to_have_text(KEPT)
        write(bob, "From Bob.")
        expect(bob.locator("#notices")).to_contain_text("admin is editing this post too")
        bob.get_by_role("button", name="Save").click()
        expect(bob.locator(STATE)).to_have_text(re.compile(r"^Saved \d"))
        ada.locator("#body").press("Control+End")
        ada.keyboard.type(" More.")
        expect(ada.locator("#notices")).to_contain_text("bob saved this post since you opened it")

        ada.get_by_role("button", name="Compare").last.click()
        expect(ada.locator(".comparison")).to_contain_text("Saved by bob")
        expect(ada.locator("#body")).to_have_value("From the admin. More.")
        ada.get_by_role("button", name="Save").click()
        expect(ada.locator(".comparison h2")).to_have_text("Saved since you opened this page by bob")
        expect(ada.locator("#body")).to_have_value("From the admin. More.")
        assert body_of_item() == "From Bob."
        ada.get_by_role("button", name="Save").click()
        expect(ada.locator(STATE)).to_have_text(re.compile(r"^Saved \d"))

        assert body_of_item() == "From the admin. More."
        assert "From Bob." in db.session.scalars(select(Revision.body)).all()
        end_reading()


def test_changes_of_different_fields_are_merged_without_a_question(
    chromium: Browser, served: str, session_cookie: str, second_cookie: str
) -> None:
    with (
        signed_in_page(chromium, served, session_cookie) as ada,
        signed_in_page(chromium, served, second_cookie) as bob,
    ):
        ada.goto(EDIT)
        bob.goto(EDIT)
        bob.locator("#title").fill("A title by Bob")
        bob.get_by_role("button", name="Save").click()
        expect(bob.locator(STATE)).to_have_text(re.compile(r"^Saved \d"))
        write(ada, "A text by the admin.")
        ada.get_by_role("button", name="Save").click()

        expect(ada.locator(STATE)).to_have_text(re.compile(r"^Saved \d"))
        expect(ada.locator("#title")).to_have_value("A title by Bob")
        assert body_of_item() == "A text by the admin."


def test_an_answer_that_comes_late_changes_nothing_that_was_typed_since(page: Page) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    page.goto(EDIT)
    page.route(COPIES, hold_the_first)
    with page.expect_request(COPIES):
        write(page, "First.")
    page.locator("#body").press("Control+End")
    page.keyboard.type(" Second.")
    held[0].continue_()

    expect(page.locator(STATE)).to_have_text(KEPT)
    expect(page.locator("#body")).to_have_value("First. Second.")
    assert copies() == [("admin", "First. Second.")]


@contextmanager
def second_tab(context: BrowserContext, page: Page) -> Iterator[Page]:
    """Duplicate a tab, with its session storage, as a browser does."""
    stored = page.evaluate("() => JSON.stringify({ ...sessionStorage })")
    other = context.new_page()
    other.goto("/projects")
    other.evaluate(
        "(text) => Object.entries(JSON.parse(text)).forEach(([k, v]) => sessionStorage.setItem(k, v))", stored
    )
    other.goto(EDIT)
    yield other
    other.close()
