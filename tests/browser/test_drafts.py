"""A draft is written, read while it arrives, and decided on: by mouse, by keyboard, on a phone, and without scripts."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from fsp.content.revisions import add_current_revision
from fsp.errors import ServiceUnavailable
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.draft_run import DraftKind, DraftRun
from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.settings import Settings
from fsp.stores import db, end_reading
from fsp.writing.generate import generate_draft
from fsp.writing.order import DraftOrder
from testbed.chat_server import ChatBed, Reply, chat_server
from tests.browser.axe import faults_of
from tests.browser.conftest import signed_in_page
from tests.browser.looking import seen_faults_of
from tests.web.rows import row, rows

TEXT = "First paragraph.\n\nSecond paragraph.\n\nThird paragraph.\n"
OUTLINE = Reply("## Sowing\n- when\n\n## Staking\n- how\n")


@pytest.fixture
def model() -> Iterator[ChatBed]:
    """Run a language model."""
    with chat_server(OUTLINE, Reply("Written.")) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, model: ChatBed) -> Settings:
    """Return settings with the language model."""
    return settings.model_copy(update={"llm_base_url": model.url, "llm_model": "m"})


@pytest.fixture
def post(served: str) -> int:
    """Return a post with a text and a brief."""
    item = db.session.scalars(select(Item).order_by(Item.id)).first()
    assert item is not None
    item.brief = "When to sow beans. How to stake them."
    add_current_revision(item, TEXT, RevisionOrigin.PERSON)
    db.session.commit()
    return item.id


def carry_out(settings: Settings, item_id: int, order: DraftOrder, job_id: str) -> DraftRun:
    """Do the work of the job, as a worker would."""
    run = generate_draft(item_id, order, settings=settings, job_id=job_id)
    end_reading()
    return run


def propose(model: ChatBed, settings: Settings, item_id: int) -> DraftRun:
    """Let the model propose a text with a changed and a new paragraph."""
    model.replies = [
        OUTLINE,
        Reply("First paragraph, changed.\n\nSecond paragraph.\n\nThird paragraph.\n\nA fourth one."),
    ]
    return carry_out(settings, item_id, DraftOrder(), "j")


def body(item_id: int) -> str:
    """Return the present text."""
    text: str = row(select(Revision.body).join(Item, Item.current_revision_id == Revision.id).where(Item.id == item_id))
    return text


def test_a_proposal_is_decided_by_mouse(page: Page, model: ChatBed, settings: Settings, post: int) -> None:
    propose(model, settings, post)
    page.goto(f"/items/{post}/draft")

    expect(page.get_by_role("heading", name="2 changed paragraphs to decide on")).to_be_visible()
    page.get_by_label("Accept new paragraph").uncheck()
    page.get_by_role("button", name="Save the selected changes").click()
    expect(page.get_by_text("Saved as revision")).to_be_visible()

    assert body(post) == "First paragraph, changed.\n\nSecond paragraph.\n\nThird paragraph.\n"


def test_a_proposal_is_decided_by_keyboard_alone(page: Page, model: ChatBed, settings: Settings, post: int) -> None:
    propose(model, settings, post)
    page.goto(f"/items/{post}/draft")
    page.get_by_label("Accept change").focus()

    page.keyboard.press("Space")
    expect(page.get_by_label("Accept change")).not_to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save the selected changes")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as revision")).to_be_visible()

    assert body(post) == f"{TEXT}\nA fourth one.\n"


def test_the_text_is_shown_while_it_arrives_also_after_a_reload(
    page: Page, model: ChatBed, settings: Settings, post: int, core: Flask
) -> None:
    model.replies = [OUTLINE, Reply("word " * 60, parts=3, ending="hang")]
    ended = threading.Event()

    def work() -> None:
        with core.app_context():
            carry_out(settings, post, DraftOrder(), "j")
            db.session.remove()
        ended.set()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        page.goto(f"/items/{post}/draft")
        expect(page.get_by_label("Text so far")).to_contain_text("word word")
        page.reload()
        expect(page.get_by_label("Text so far")).to_contain_text("word word")
        expect(page.get_by_role("button", name="Cancel")).to_be_visible()
        model.released.set()
        expect(page.get_by_text("The text is incomplete")).to_be_visible()
    finally:
        model.released.set()
        worker.join(20)
    assert ended.is_set()


def test_an_outline_is_edited_on_a_phone(
    chromium: Browser, served: str, session_cookie: str, settings: Settings, post: int
) -> None:
    run = carry_out(settings, post, DraftOrder(kind=DraftKind.OUTLINE), "o")
    with signed_in_page(chromium, served, session_cookie, size="narrow") as phone:
        phone.goto(f"/items/{post}/draft")
        phone.get_by_label("Edit the outline").fill("## Only this\n")
        phone.get_by_role("button", name="Write the draft").click()
        expect(phone.get_by_role("heading", name="Waiting for a worker")).to_be_visible()

        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert rows(select(DraftRun.outline).where(DraftRun.id == run.id)) == ["## Only this\n"]


def test_everything_works_without_scripts(
    chromium: Browser, served: str, session_cookie: str, model: ChatBed, settings: Settings, post: int
) -> None:
    with signed_in_page(chromium, served, session_cookie, has_scripts=False) as plain:
        plain.goto(f"/items/{post}/draft")
        plain.get_by_label("What to change").fill("Shorter.")
        plain.get_by_role("button", name="Propose a revision").click()
        expect(plain.get_by_role("heading", name="Waiting for a worker")).to_be_visible()
        propose(model, settings, post)
        plain.goto(f"/items/{post}/draft?run={row(select(DraftRun.id))}")
        plain.get_by_role("button", name="Accept all").click()

        expect(plain.get_by_text("Saved as revision")).to_be_visible()
    assert body(post).endswith("A fourth one.\n")


def test_no_page_of_a_draft_has_a_fault(
    chromium: Browser, served: str, session_cookie: str, model: ChatBed, settings: Settings, post: int
) -> None:
    model.replies = [Reply("A lost answer", body=b"lost")]
    with pytest.raises(ServiceUnavailable):
        carry_out(settings, post, DraftOrder(), "lost")
    model.replies = [OUTLINE]
    outline = carry_out(settings, post, DraftOrder(kind=DraftKind.OUTLINE), "o")
    run = propose(model, settings, post)
    paths = (
        *(f"/items/{post}/draft?run={number}" for number in (outline.id, run.id, outline.id - 1)),
        *("/language-model", "/projects/garden-journal/language-model", "/projects/garden-journal/prompts/draft"),
    )

    with signed_in_page(chromium, served, session_cookie) as page:
        faults = {}
        for path in paths:
            page.goto(path)
            faults[path] = faults_of(page) + seen_faults_of(page)

    assert {path: names for path, names in faults.items() if names} == {}
