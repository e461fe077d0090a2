"""The editor: write, format and save, by mouse and by keyboard alone; the preview is what the site shows."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from fsp.content.text_length import text_length
from fsp.models.item import Item, Revision
from fsp.models.redirect import Redirect
from fsp.stores import db, end_reading
from tests.browser.conftest import signed_in_page
from tests.content.test_text_length import SAMPLES

EDIT = "/items/1/edit"
STATE = "#state"


def body_of_item(item_id: int = 1) -> str:
    db.session.expire_all()
    item = db.session.get_one(Item, item_id)
    text = db.session.get_one(Revision, item.current_revision_id).body
    end_reading()
    return str(text)


def open_empty(page: Page) -> None:
    """Open the editor with an empty text, and the cursor in it."""
    page.goto(EDIT)
    page.locator("#body").fill("")
    page.locator("#body").focus()


def value(page: Page) -> str:
    return page.locator("#body").input_value()


def test_a_post_is_written_previewed_and_saved_by_mouse(page: Page) -> None:
    page.goto("/projects/garden-journal")
    page.get_by_role("link", name="New post").click()
    page.get_by_label("Title").fill("Peas in spring")
    page.get_by_label("Content (Markdown)").fill("Sow *early*.")
    frame = page.frame_locator("#frame")
    expect(frame.locator("h1")).to_have_text("Peas in spring")
    expect(frame.locator(".body em")).to_have_text("early")
    expect(page.locator("#count")).to_have_text("2 words · 12 characters · 1 min")

    page.get_by_role("button", name="Details").click()
    page.get_by_label("Tags (comma-separated)").fill("so")
    page.get_by_role("group", name="Suggested tags").get_by_role("button", name="soil").click()
    page.get_by_role("button", name="Save draft").click()

    page.wait_for_url(re.compile(r"/items/\d+/edit"))
    expect(page.locator(STATE)).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    item = db.session.scalars(select(Item).where(Item.slug == "peas-in-spring")).one()
    assert item.tags == ["soil"]
    assert body_of_item(item.id) == "Sow *early*."


def test_a_post_is_written_and_saved_by_keyboard_alone(page: Page) -> None:
    page.goto("/projects/garden-journal/items/new")
    expect(page.locator("#title")).to_be_focused()
    page.keyboard.type("By keys")
    page.keyboard.press("Enter")
    expect(page.locator("#body")).to_be_focused()
    page.keyboard.type("One ")
    page.keyboard.press("Control+b")
    page.keyboard.type("two")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+Shift+P")
    expect(page.locator("#preview")).to_be_hidden()
    page.keyboard.press("Control+Shift+P")
    expect(page.frame_locator("#frame").locator("strong")).to_have_text("two")
    page.keyboard.press("Control+Shift+D")
    expect(page.locator("#slug")).to_be_focused()
    page.keyboard.type("own-slug")
    page.keyboard.press("Control+s")

    page.wait_for_url(re.compile(r"/items/\d+/edit"))
    item = db.session.scalars(select(Item).where(Item.slug == "own-slug")).one()
    assert body_of_item(item.id) == "One **two**"


def test_saving_stays_on_the_page_adds_one_revision_and_can_be_undone_there(page: Page) -> None:
    page.goto(EDIT)
    before = body_of_item()
    page.locator("#body").press("Control+End")
    page.keyboard.type(" More.")
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))

    assert body_of_item() == f"{before} More."
    assert len(db.session.scalars(select(Revision.id).where(Revision.item_id == 1)).all()) == 2
    end_reading()
    page.keyboard.press("Control+z")
    expect(page.locator("#body")).not_to_have_value(re.compile(r"More\."))
    expect(page.locator("#body")).to_be_focused()


@pytest.mark.parametrize(
    ("keys", "selected", "text"),
    [
        ("Control+b", "word", "**word**"),
        ("Control+i", "word", "*word*"),
        ("Control+k", "word", "[word](https://)"),
        ("Control+k", "https://a.example", "[text](https://a.example)"),
    ],
)
def test_keys_format_the_selection_and_undo_takes_it_back(page: Page, keys: str, selected: str, text: str) -> None:
    open_empty(page)
    page.keyboard.type(selected)
    page.keyboard.press("Control+a")
    page.keyboard.press(keys)
    assert value(page) == text

    page.keyboard.press("Control+z")
    assert value(page) == selected


@pytest.mark.parametrize(
    ("button", "before", "after"),
    [
        ("Heading", "Words", "## Words"),
        ("List", "a\nb", "- a\n- b"),
        ("Numbered list", "a\nb", "1. a\n2. b"),
        ("Quotation", "a\nb", "> a\n> b"),
        ("Code", "a", "`a`"),
        ("Code", "a\nb", "```\na\nb\n```"),
        ("List", "- a\n- b", "a\nb"),
    ],
)
def test_the_toolbar_formats_lines(page: Page, button: str, before: str, after: str) -> None:
    open_empty(page)
    page.locator("#body").fill(before)
    page.keyboard.press("Control+a")
    page.get_by_role("button", name=button, exact=True).click()

    assert value(page) == after
    expect(page.locator("#body")).to_be_focused()


def test_lists_go_on_with_enter_are_indented_with_tab_and_end(page: Page) -> None:
    open_empty(page)
    for text in ("1. one", "two"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("three")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("End")
    assert value(page) == "1. one\n2. two\n   3. three\nEnd"

    page.locator("#body").fill("- [x] done")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    assert value(page) == "- [x] done\n- [ ] "
    page.locator("#body").fill("> quoted")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    assert value(page) == "> quoted\n> "


def test_the_focus_is_never_trapped(page: Page) -> None:
    open_empty(page)
    page.keyboard.type("- item")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#body")).to_be_focused()
    page.locator("#body").fill("No list")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()

    page.keyboard.press("Control+/")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()


def test_enter_while_an_input_method_composes_continues_no_list(page: Page) -> None:
    open_empty(page)
    page.keyboard.type("- に")
    is_prevented = page.locator("#body").evaluate(
        """field => !field.dispatchEvent(new KeyboardEvent("keydown",
             {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""
    )

    assert not is_prevented
    assert value(page) == "- に"


def test_the_numbers_are_those_of_the_server(page: Page) -> None:
    page.goto(EDIT)
    for text in SAMPLES:
        page.locator("#body").fill(text)
        length = text_length(text)
        words = f"{length.words} word{'s' if length.words != 1 else ''}"
        characters = f"{length.characters} character{'s' if length.characters != 1 else ''}"

        expect(page.locator("#count")).to_have_text(f"{words} · {characters} · {length.minutes} min")


def test_the_preview_runs_no_script_follows_the_text_and_keeps_its_place(page: Page) -> None:
    page.goto(EDIT)
    paragraphs = "\n\n".join(f"Paragraph {number}." for number in range(200))
    page.locator("#body").fill(f"{paragraphs}\n\n<img src=x onerror=alert(1)><script>alert(1)</script>")
    frame = page.frame_locator("#frame")
    expect(frame.get_by_text("Paragraph 199.")).to_be_attached()

    page.locator("#body").evaluate("field => { field.scrollTop = field.scrollHeight; }")
    scroll = "document.getElementById('frame').contentDocument.scrollingElement.scrollTop"
    page.wait_for_function(f"() => {scroll} > 1000")
    page.locator("#body").press("Control+Home")
    page.locator("#body").evaluate("field => { field.scrollTop = field.scrollHeight; }")
    page.locator("#body").evaluate("field => field.setRangeText('New. ', 0, 0)")
    page.locator("#body").dispatch_event("input")
    expect(frame.get_by_text("New. Paragraph 0.")).to_be_attached()

    assert page.evaluate(scroll) > 1000
    assert frame.locator("script").count() == 0
    assert page.locator("#frame").get_attribute("sandbox") == "allow-same-origin allow-popups"


def test_arabic_is_written_from_right_to_left(page: Page) -> None:
    item = db.session.get_one(Item, 1)
    item.language = "ar"
    db.session.commit()
    page.goto(EDIT)

    expect(page.locator("#body")).to_have_attribute("dir", "rtl")
    expect(page.frame_locator("#frame").locator("html")).to_have_attribute("dir", "rtl")


def test_a_changed_slug_redirects_and_the_page_names_the_old_one(page: Page) -> None:
    page.goto(EDIT)
    old = page.locator("#slug").input_value()
    page.get_by_role("button", name="Details").click()
    page.locator("#slug").fill("New address")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(STATE)).to_have_text(re.compile(r"^Saved \d"))

    expect(page.locator("#slug")).to_have_value("new-address")
    page.reload()
    page.get_by_role("button", name="Details").click()
    expect(page.locator("#slug-help")).to_contain_text(f"Redirects to it: {old}.")
    assert db.session.scalars(select(Redirect.path)).all() == [old]


def test_a_refused_field_is_named_and_nothing_is_lost(page: Page) -> None:
    page.goto(EDIT)
    page.locator("#body").fill("Kept.")
    page.get_by_role("button", name="Details").click()
    page.get_by_label("Other front matter fields (YAML)").fill("mood: calm\ntitle: x")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#notices")).to_contain_text("Other fields, line 2")
    expect(page.locator(STATE)).to_contain_text(re.compile("Not saved|Saving|Autosaved"))
    assert value(page) == "Kept."


def test_a_post_is_written_and_previewed_without_scripts(chromium: Browser, served: str, session_cookie: str) -> None:
    with signed_in_page(chromium, served, session_cookie, has_scripts=False) as page:
        page.goto("/projects/garden-journal/items/new")
        page.get_by_label("Title").fill("Plain")
        page.get_by_label("Content (Markdown)").fill("Some *text*.")
        with page.context.expect_page() as opened:
            page.get_by_role("button", name="Preview").click()
        expect(opened.value.locator(".body em")).to_have_text("text")
        opened.value.close()
        page.get_by_label("Summary").fill("A summary")
        page.get_by_role("button", name="Save draft").click()
        expect(page.locator(".notice")).to_contain_text("Draft saved")

        page.get_by_label("Slug").fill("plain-post")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_label("Slug")).to_have_value("plain-post")
        expect(page.locator("#slug-help")).to_contain_text("Redirects to it: plain.")
        assert page.get_by_role("toolbar").count() == 0 or not page.get_by_role("toolbar").is_visible()
