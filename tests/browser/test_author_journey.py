"""An author's post from the first word to the end: by mouse, by keyboard alone, on a phone, and without scripts."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.publishing.publish_item import publish_item
from fsp.stores import db, end_reading
from tests.browser.conftest import signed_in_page
from tests.browser.test_editor_images import illustrate_by_keys
from tests.browser.test_first_screen import IN_VIEW
from tests.web.rows import row

PLANNED, MOVED = datetime(2035, 5, 9, 9, 30, tzinfo=UTC), datetime(2035, 5, 16, 9, 30, tzinfo=UTC)
LIST, MONTH = (f"/calendar?project=garden-journal&view={view}&at=2035-05-01" for view in ("list", "month"))
TEXT = "Sow leeks in March.\n\n"
IMAGE = "![An oak](images/oak.png)"
MAX_TABS = 150
IS_FOCUSED = "element => element === document.activeElement"


def click(control: Locator) -> None:
    control.click()


def press(control: Locator) -> None:
    """Go to a control with the Tab key, forwards or back, and press Enter."""
    for key in ("Tab", "Shift+Tab"):
        for _ in range(MAX_TABS):
            if control.evaluate(IS_FOCUSED):
                control.press("Enter")
                return
            control.page.keyboard.press(key)
    raise AssertionError(f"the Tab key does not reach {control}")


def illustrate_by_mouse(page: Page) -> None:
    page.get_by_role("button", name="Image", exact=True).click()
    page.locator("#image-list button").filter(has_text="oak").click()
    page.locator("#alt-text").fill("An oak")
    page.get_by_role("button", name="Insert").click()


def illustrate_in_text(page: Page) -> None:
    page.locator("#body").fill(TEXT + IMAGE)


def drag(page: Page, item: int) -> None:
    page.goto(MONTH)
    page.locator(f"#item-{item}").drag_to(page.locator("[data-drop='2035-05-16']"))


def move_by_keys(page: Page, item: int) -> None:
    page.goto(MONTH)
    page.locator(f"#item-{item} a").first.focus()
    page.keyboard.press("Alt+ArrowDown")


def move_in_list(page: Page, item: int) -> None:
    page.goto(LIST)
    page.locator(f"#item-{item} input").check()
    page.get_by_label("Move the selected posts by days").fill("7")
    page.get_by_role("button", name="Move", exact=True).click()


@dataclass(frozen=True)
class Way:
    """How an author works."""

    act: Callable[[Locator], None] = click
    illustrate: Callable[[Page], None] = illustrate_by_mouse
    move: Callable[[Page, int], None] = drag
    size: str = "wide"
    has_scripts: bool = True


WAYS = {
    "mouse": Way(),
    "keyboard": Way(press, illustrate_by_keys, move_by_keys),
    "phone": Way(move=move_in_list, size="narrow"),
    "without scripts": Way(illustrate=illustrate_in_text, move=move_in_list, has_scripts=False),
}


@pytest.fixture(autouse=True)
def site_alone(served: str) -> None:
    """Leave the project its site, so that nothing is sent elsewhere."""
    project = find_project("garden-journal")
    for destination in db.session.scalars(select(Destination).where(Destination.project_id == project.id)):
        if destination.platform != "site":
            db.session.delete(destination)
    db.session.commit()


def state_of(page: Page) -> Locator:
    return page.locator("dl.facts .state").first


def number_of(page: Page) -> int:
    match = re.search(r"/items/(\d+)", page.url)
    assert match
    return int(match[1])


def write(page: Page, way: Way) -> int:
    """Write and illustrate a post, and go on to publishing; return its number."""
    page.goto("/projects/garden-journal")
    way.act(page.get_by_role("link", name="New post"))
    page.locator("#title").fill("Leeks")
    page.locator("#body").press_sequentially(TEXT)
    way.illustrate(page)
    expect(page.locator("#body")).to_have_value(re.compile(re.escape(TEXT + IMAGE)))
    way.act(page.get_by_role("button", name="Publish…"))
    page.wait_for_url(re.compile(r"/items/\d+#publishing$"))
    expect(state_of(page)).to_contain_text("draft")
    return number_of(page)


def schedule(page: Page, way: Way) -> None:
    for control in (
        page.get_by_role("button", name="Schedule", exact=True),
        page.get_by_role("button", name="Publish now"),
    ):
        assert control.evaluate(IN_VIEW)
    page.locator("#publish_at").fill("2035-05-09T09:30")
    way.act(page.get_by_role("button", name="Schedule", exact=True))
    expect(page.get_by_text("Scheduled for 2035-05-09 09:30 UTC.")).to_be_visible()
    expect(state_of(page)).to_contain_text("scheduled")
    expect(page.locator("#publish-time")).to_contain_text("Wed 9 May 2035, 09:30")


def move(page: Page, way: Way, item: int) -> None:
    way.move(page, item)
    expect(page.get_by_text("is scheduled for").first).to_be_visible()
    assert row(select(Item.publish_at).where(Item.id == item)) == MOVED
    end_reading()


def publish(page: Page, way: Way, item: int) -> None:
    page.goto(f"/items/{item}")
    way.act(page.get_by_role("button", name="Publish now"))
    expect(page.get_by_text("Publishing…").first).to_be_visible()
    publish_item(item, settings=current_settings(), now=utc_now())
    page.goto(f"/items/{item}")
    expect(state_of(page)).to_contain_text("published")


def correct(page: Page, way: Way, item: int) -> None:
    way.act(page.get_by_role("link", name="Edit", exact=True))
    expect(page.locator(".post-state")).to_contain_text("published")
    page.locator("#body").fill(f"Sow leeks in April.\n\n{IMAGE}")
    way.act(page.get_by_role("button", name="Publish…"))
    page.wait_for_url(re.compile(r"/items/\d+#publishing$"))
    expect(page.get_by_text("You have unpublished changes")).to_be_visible()
    publish(page, way, item)


def read(page: Page) -> None:
    """Open the published post, whose link has the configured address, at that of the test; then come back."""
    address = page.get_by_role("link", name="View post").get_attribute("href")
    assert address
    page.goto(urlsplit(address).path)
    expect(page.locator("article")).to_contain_text("Sow leeks in April.")
    expect(page.get_by_role("img", name="An oak")).to_be_visible()
    page.go_back()


def unpublish(page: Page, way: Way) -> None:
    way.act(page.get_by_role("link", name="Unpublish", exact=True))
    way.act(page.get_by_role("button", name="Unpublish", exact=True).last)
    expect(state_of(page)).to_contain_text("unpublished")
    expect(page.get_by_role("link", name="View post")).to_have_count(0)


@pytest.mark.parametrize("name", WAYS)
def test_a_post_is_written_illustrated_planned_moved_published_corrected_and_unpublished(
    chromium: Browser, served: str, session_cookie: str, name: str
) -> None:
    way = WAYS[name]
    with signed_in_page(chromium, served, session_cookie, size=way.size, has_scripts=way.has_scripts) as page:
        item = write(page, way)
        schedule(page, way)
        move(page, way, item)
        publish(page, way, item)
        correct(page, way, item)
        read(page)
        unpublish(page, way)
