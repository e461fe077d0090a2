"""The life of a post on its page: by mouse, by keyboard, on a phone and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.revisions import add_current_revision
from fsp.core import current_settings
from fsp.models.item import Item, RevisionOrigin
from fsp.models.project import Project
from fsp.publishing.publish_item import publish_item
from fsp.publishing.reviewers import ReviewRules, save_rules
from fsp.stores import db
from tests.browser.conftest import signed_in_page

Press = Callable[[Locator], None]


def click(control: Locator) -> None:
    control.click()


def press(control: Locator) -> None:
    control.focus()
    control.press("Enter")


@pytest.fixture
def post(served: str) -> int:
    """Return a draft of a project that requires an approval."""
    project = db.session.scalars(select(Project).where(Project.slug == "garden-journal")).one()
    save_rules(project, ReviewRules(required_approvals=1, may_approve_own=True))
    item = Item(project_id=project.id, slug="leeks", title="Leeks", tags=[])
    db.session.add(item)
    db.session.flush()
    add_current_revision(item, "Sow leeks in spring.", RevisionOrigin.PERSON, author="ben")
    db.session.commit()
    return item.id


def state_of(page: Page) -> Locator:
    return page.locator("dl.facts .state").first


def confirm(page: Page, name: str, act: Press) -> None:
    act(page.get_by_role("link", name=name, exact=True))
    act(page.get_by_role("button", name=name, exact=True).last)


def publish(page: Page, post: int, act: Press) -> None:
    act(page.get_by_role("button", name="Publish now"))
    expect(state_of(page)).to_contain_text("scheduled")
    publish_item(post, settings=current_settings(), now=utc_now())
    page.goto(f"/items/{post}")
    expect(state_of(page)).to_contain_text("published")


def edit(page: Page, post: int, text: str, act: Press) -> None:
    page.goto(f"/items/{post}/edit")
    page.locator("#body").fill(text)
    act(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator("body")).to_contain_text("Saved")
    page.goto(f"/items/{post}")


def ask(page: Page, act: Press) -> None:
    act(page.locator("#ask-review > summary"))
    page.get_by_label("What the reviewers should know").fill("Please check the months.")
    act(page.get_by_role("button", name="Ask for review"))
    expect(state_of(page)).to_contain_text("in review")


def live_a_life(page: Page, post: int, act: Press) -> None:
    page.goto(f"/items/{post}")
    expect(page.get_by_text("0 of 1 approvals").first).to_be_visible()
    ask(page, act)
    page.locator("#review-text").fill("Which months?")
    act(page.get_by_role("button", name="Request changes"))
    expect(state_of(page)).to_contain_text("draft")
    edit(page, post, "Sow leeks in March and April.", act)
    ask(page, act)
    act(page.get_by_role("button", name="Approve", exact=True))
    expect(page.get_by_text("1 of 1 approvals")).to_be_visible()
    page.locator("#publish_at").fill("2035-05-01T09:30")
    act(page.get_by_role("button", name="Schedule", exact=True))
    expect(state_of(page)).to_contain_text("scheduled")
    publish(page, post, act)
    edit(page, post, "Sow leeks in March, April and May.", act)
    expect(page.get_by_text("You have unpublished changes")).to_be_visible()
    expect(page.get_by_role("button", name="Publish now")).to_have_count(0)
    act(page.get_by_role("button", name="Approve", exact=True))
    publish(page, post, act)
    confirm(page, "Unpublish", act)
    expect(state_of(page)).to_contain_text("unpublished")
    confirm(page, "Archive", act)
    expect(state_of(page)).to_contain_text("archived")
    act(page.get_by_role("button", name="Restore from archive"))
    expect(state_of(page)).to_contain_text("unpublished")
    expect(page.locator(".activity").first).to_contain_text("returned it from the archive")
    act(page.locator("#earlier-activity > summary"))
    expect(page.locator("#earlier-activity")).to_contain_text("updated at Site")


@pytest.mark.parametrize(
    ("size", "has_scripts", "act"),
    [("wide", True, click), ("wide", True, press), ("narrow", True, click), ("wide", False, click)],
    ids=["mouse", "keyboard", "phone", "without scripts"],
)
def test_a_post_is_reviewed_published_corrected_and_archived(
    chromium: Browser, served: str, session_cookie: str, post: int, *, size: str, has_scripts: bool, act: Press
) -> None:
    with signed_in_page(chromium, served, session_cookie, size=size, has_scripts=has_scripts) as page:
        live_a_life(page, post, act)
