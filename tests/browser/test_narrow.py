"""On a phone: filters and lesser actions are folded, so that the first result is on the first screen."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import faults_of
from tests.browser.conftest import SIZES, signed_in_page


def test_the_first_result_is_on_the_first_screen(chromium: Browser, full: str, session_cookie: str) -> None:
    tops = {}
    with signed_in_page(chromium, full, session_cookie, size="narrow") as page:
        page.goto("/schedules/clean-up")
        page.get_by_role("button", name="Run now").click()
        for path in ("/jobs", "/dead-letters", "/schedules", "/workers", "/job-types", "/audit", "/files", "/projects"):
            page.goto(path)
            box = page.locator("#live :is(tbody tr, .lines > li, .card)").first.bounding_box()
            tops[path] = box["y"] if box else None

    assert {path: top for path, top in tops.items() if top is None or top > SIZES["narrow"][1] - 100} == {}


def test_a_page_of_fifty_jobs_is_short_and_each_row_opens_its_job(
    chromium: Browser, full: str, session_cookie: str
) -> None:
    with signed_in_page(chromium, full, session_cookie, size="narrow") as page:
        page.goto("/jobs")
        rows = page.locator("table.jobs tbody tr")
        row = rows.nth(3)

        assert rows.count() == 50
        assert page.evaluate("document.documentElement.scrollHeight") < 3000
        assert faults_of(page) == []
        page.set_viewport_size({"width": 375, "height": 812})
        box = row.locator("td.age").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 5, box["y"] + 5)
        page.wait_for_url("**/jobs/*")


@pytest.mark.parametrize("size", ["narrow", "wide"])
@pytest.mark.parametrize(
    ("path", "label", "inside"),
    [("/audit", "Filters", "Who"), ("/calendar?project=garden-journal", "Slots", "Save slots")],
)
def test_what_is_folded_on_a_phone_is_open_on_a_wide_page(
    chromium: Browser, served: str, session_cookie: str, size: str, path: str, label: str, inside: str
) -> None:
    with signed_in_page(chromium, served, session_cookie, size=size) as page:
        page.goto(path)
        summary = page.locator(".narrow-fold > summary", has_text=label)
        folded = page.locator(".narrow-fold").get_by_text(inside, exact=True).first

        if size == "wide":
            expect(summary).to_be_hidden()
        else:
            expect(folded).to_be_hidden()
            summary.click()
        expect(folded).to_be_visible()
