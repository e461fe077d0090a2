"""Posts are moved in the calendar: by mouse, by keyboard, and without scripts."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from fsp.models.item import Item, ItemState
from fsp.stores import db, end_reading
from tests.browser.conftest import signed_in_page
from tests.web.rows import rows

AT = datetime(2035, 5, 9, 7, tzinfo=UTC)
"""A Wednesday."""

MONTH = "/calendar?project=garden-journal&view=month&at=2035-05-01"


@pytest.fixture
def planned(served: str) -> int:
    item_id: int = rows(select(Item.id).where(Item.current_revision_id.is_not(None)).order_by(Item.id))[0]
    db.session.execute(update(Item).where(Item.id == item_id).values(state=ItemState.SCHEDULED, publish_at=AT))
    db.session.commit()
    end_reading()
    return item_id


def time_of(item_id: int) -> datetime:
    (moment,) = rows(select(Item.publish_at).where(Item.id == item_id))
    assert isinstance(moment, datetime)
    return moment


def test_a_post_is_dragged_to_another_day_and_moved_back(page: Page, planned: int) -> None:
    page.goto(MONTH)

    page.locator(f"#item-{planned}").drag_to(page.locator("[data-drop='2035-05-18']"))
    expect(page.get_by_text("is scheduled for")).to_be_visible()
    moved = time_of(planned)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The earlier times are restored.")).to_be_visible()

    assert (moved, time_of(planned)) == (AT.replace(day=18), AT)


def test_a_post_is_moved_on_by_keys_and_keeps_the_focus(page: Page, planned: int) -> None:
    page.goto(MONTH)
    link = page.locator(f"#item-{planned} a").first
    link.focus()

    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(f"[data-drop='2035-05-16'] #item-{planned}")).to_be_visible()
    expect(link).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator(f"[data-drop='2035-05-15'] #item-{planned}")).to_be_visible()

    assert time_of(planned) == AT.replace(day=15)


def test_a_post_is_moved_without_scripts(chromium: Browser, served: str, session_cookie: str, planned: int) -> None:
    with signed_in_page(chromium, served, session_cookie, has_scripts=False) as plain:
        plain.goto("/calendar?project=garden-journal&view=list&at=2035-05-01")
        plain.locator(f"#item-{planned} input").check()
        plain.get_by_label("Move the selected posts by days").fill("-2")
        plain.get_by_role("button", name="Move", exact=True).click()
        expect(plain.get_by_text("is scheduled for")).to_be_visible()

    assert time_of(planned) == AT.replace(day=7)
