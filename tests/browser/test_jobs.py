"""Jobs in a browser, on the seeded data set: found, shared by address, acted on in bulk, undone."""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import redis
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from fsp.app import create_app
from fsp.bulk.run import run_operation
from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.bulk_operation import BulkOperation
from fsp.models.dead_letter import DeadLetterQueue
from fsp.settings import Settings
from fsp.stores import db
from testbed.dataset.fill import amounts, fill
from tests.browser.conftest import serving, sign_in, signed_in_page


@pytest.fixture
def seeded(core: Flask, settings: Settings, redis_client: redis.Redis) -> Iterator[str]:
    fill(redis_client, amounts(500), seed=1, now=utc_now())
    with serving(create_app(settings)) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, seeded: str) -> Iterator[Page]:
    with signed_in_page(chromium, seeded, sign_in()) as opened:
        yield opened


def newest_dead() -> DeadLetterQueue:
    letter = db.session.scalars(select(DeadLetterQueue).order_by(DeadLetterQueue.buried_at.desc())).first()
    db.session.commit()
    assert letter is not None
    return letter


def rows(page: Page) -> list[str]:
    return [str(row.get_attribute("id")) for row in page.locator("table.jobs tbody tr").all()]


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="States").get_by_role("link", name=re.compile(rf"^{name}( \d|$)"))


def narrow(page: Page, **values: str) -> None:
    page.locator("#filters > summary").click()
    for name, value in values.items():
        page.locator("#filters").get_by_label(name.capitalize()).select_option(value)
    page.get_by_role("button", name="Apply filters").click()


def act_on_all(page: Page, action: str) -> None:
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_label(re.compile("matching")).check()
    act(page, action)


def act(page: Page, action: str) -> None:
    button = page.locator(".bulk-bar").get_by_role("button", name=action)
    if not button.is_visible():
        page.locator("#more-bulk > summary").click()
    button.click()


def operation() -> BulkOperation:
    db.session.expire_all()
    row = db.session.scalars(select(BulkOperation)).one()
    db.session.commit()
    return row


def test_a_view_is_its_address(page: Page) -> None:
    page.goto("/jobs")
    tab(page, "Failed").click()
    page.wait_for_url("**state=failed")
    narrow(page, type="export-data")
    page.wait_for_url("**type=export-data**")
    first = rows(page)
    page.get_by_role("link", name="Clear").click()
    page.wait_for_url("**/jobs?state=failed")

    page.go_back()
    page.wait_for_url("**type=export-data**")
    back = rows(page)
    page.reload()

    assert first
    assert back == first == rows(page)
    expect(tab(page, "Failed")).to_have_attribute("aria-current", "page")


def test_a_declared_argument_leads_to_its_jobs_and_another_to_a_hint(page: Page) -> None:
    page.goto("/jobs?q=args.project:project-07")
    tags = page.locator("table.jobs tbody tr").all()
    assert tags
    assert all("project=project-07" in row.inner_text() for row in tags)

    page.locator("#search").fill("args.colour:red")
    page.locator("#search").press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("args.project of export-data")
    expect(page.locator("#search")).to_have_value("args.colour:red")


def test_what_is_counted_is_what_is_done_once_and_can_be_undone(
    page: Page, redis_client: redis.Redis, seeded: str
) -> None:
    page.goto("/jobs?state=failed")
    act_on_all(page, "Discard…")
    expect(page.get_by_role("heading", level=1)).to_have_text("Discard 100 jobs")
    danger, leave = page.get_by_role("button", name="Discard 100"), page.get_by_role("link", name="Go back")
    boxes = [entry.bounding_box() for entry in (danger, leave)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[1]["x"] - (boxes[0]["x"] + boxes[0]["width"]) >= 8
    expect(danger).not_to_be_focused()

    page.get_by_label("Type 100").fill("99")
    danger.click()
    expect(page.get_by_role("alert")).to_contain_text("Type 100")
    page.get_by_label("Type 100").fill("100")
    page.get_by_role("button", name="Discard 100").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#live")).to_contain_text("undone")
    run_operation(redis_client, operation().id)

    assert newest_dead().state == "dead"


def test_a_bulk_action_tells_of_every_item(page: Page, redis_client: redis.Redis) -> None:
    page.goto("/jobs?state=failed&type=export-data")
    act_on_all(page, "Retry…")
    page.get_by_role("button", name=re.compile("^Retry ")).click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    begun = operation()

    run_operation(redis_client, begun.id)

    expect(page.locator("#operation")).to_contain_text(f"{begun.total} of {begun.total}")
    expect(page.locator("#said")).to_have_text("done")
    expect(page.locator("#operation ol.lines li").first).to_contain_text("-replay-1")


def test_ticked_jobs_alone_are_meant(page: Page) -> None:
    page.goto("/jobs?state=failed")
    for box in page.locator("table.jobs").get_by_role("checkbox").all()[:3]:
        box.check()
    expect(page.locator(".bulk-bar")).to_be_visible()
    act(page, "Retry…")

    expect(page.get_by_role("heading", level=1)).to_have_text("Retry 3 jobs")


def test_a_dead_job_is_found_read_and_retried_with_twelve_keys(page: Page) -> None:
    job_id = newest_dead().job_id
    keys = ["f", "d", "e", "a", "d", "Enter", "j", "Enter", "Tab", "Enter", "Tab", "Enter"]
    places = {
        6: "**/jobs?q=dead**",
        8: f"**/jobs/{job_id}",
        12: f"**/jobs/{job_id}-replay-1",
    }
    page.goto("/jobs")

    for number, key in enumerate(keys, start=1):
        page.keyboard.press(key)
        if number in places:
            page.wait_for_url(places[number])
        if number == 8:
            expect(page.locator("ol.frames")).to_be_visible()

    expect(page.locator("#live")).to_contain_text("Copy of")


def test_a_dead_jobs_page_tells_all_of_it(page: Page) -> None:
    letter = newest_dead()

    page.goto(f"/jobs/{letter.job_id}")

    expect(page.locator("#live")).to_contain_text(letter.error_message)
    first = page.locator("ol.frames > li").first
    own = page.locator("ol.frames > li p code").first
    expect(first).to_be_visible()
    assert "site-packages" not in page.locator("ol.frames > li > p").first.inner_text()
    expect(own).to_be_attached()
    expect(page.get_by_role("link", name="Error group")).to_have_attribute(
        "href", f"/dead-letters/groups/{letter.fingerprint}"
    )
    page.locator("#where-the-time-went > summary").click()
    expect(page.locator("svg.waterfall")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_arguments_are_edited_and_what_does_not_fit_stays_typed(
    chromium: Browser, seeded: str, has_scripts: bool
) -> None:
    with signed_in_page(chromium, seeded, sign_in(), has_scripts=has_scripts) as page:
        page.goto(f"/jobs/{newest_dead().job_id}")
        page.locator("#edit-and-run > summary").click()
        page.get_by_label("Arguments of the new job").fill('{"colour": "red"}')
        page.get_by_role("button", name="Run with these arguments").click()
        expect(page.get_by_role("alert")).to_contain_text("colour")
        expect(page.get_by_label("Arguments of the new job")).to_have_value('{"colour": "red"}')


def test_everything_works_without_scripts(chromium: Browser, seeded: str, redis_client: redis.Redis) -> None:
    with signed_in_page(chromium, seeded, sign_in(), has_scripts=False) as page:
        page.goto("/jobs")
        tab(page, "Waiting").click()
        page.locator("table.jobs tbody th a").first.click()
        page.get_by_role("button", name="Move to front").click()
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator(".state").first).to_contain_text("cancelled")
        page.get_by_role("button", name="Run again").click()
        expect(page.locator("#live")).to_contain_text("Copy of")
        page.goto("/jobs?state=failed")
        page.locator("table.jobs tbody th a").first.click()
        page.get_by_role("button", name="Retry").click()
        expect(page.locator("#live")).to_contain_text("-replay-1")


def test_a_second_click_sends_nothing(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto("/jobs?state=failed")
    page.locator("table.jobs").get_by_role("checkbox").first.check()
    act(page, "Retry…")
    page.get_by_role("button", name="Retry 1").dblclick()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()

    assert [url.rpartition("/")[2] for url in sent] == ["bulk", "start"]


def test_every_part_of_a_filter_is_in_the_address_and_leads_to_the_same_rows(page: Page, seeded: str) -> None:
    query = {
        "state": "failed",
        "type": "export-data",
        "queue": "low",
        "since": "2020-01-01T00:00",
        "until": "2100-01-01T00:00",
        "q": "error:OSError",
    }
    page.goto("/jobs?state=failed")
    page.locator("#search").fill(query["q"])
    page.locator("#filters > summary").click()
    page.get_by_text("Time range", exact=True).click()
    page.get_by_label("From (UTC)").fill(query["since"])
    page.get_by_label("To (UTC)").fill(query["until"])
    for name in ("type", "queue"):
        page.locator("#filters").get_by_label(name.capitalize()).select_option(query[name])
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**q=error**")
    results, address = rows(page), page.url

    other = page.context.new_page()
    other.goto(address)

    assert {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()} == query
    assert results
    assert rows(other) == results
    assert all("export-data" in row.inner_text() for row in other.locator("table.jobs tbody tr").all())


def test_each_tab_shows_its_count_and_keeps_the_filter(page: Page) -> None:
    page.goto("/jobs?state=failed")
    count = tab(page, "Failed").locator(".count").inner_text()
    assert int(count) == 100

    narrow(page, queue="low")
    page.wait_for_url("**queue=low**")
    assert int(tab(page, "Failed").locator(".count").inner_text()) < 100
    tab(page, "Finished").click()

    page.wait_for_url("**state=finished&queue=low")
    expect(page.locator("table.jobs tbody tr").first).to_contain_text("finished")


def test_a_chip_takes_its_part_of_the_filter_away(page: Page) -> None:
    page.goto("/jobs?state=failed&type=export-data&queue=low&q=error:OSError")
    narrow_rows = rows(page)

    page.get_by_role("link", name="Remove filter error OSError").click()

    page.wait_for_url("**/jobs?state=failed&type=export-data&queue=low")
    expect(page.locator("#search")).to_have_value("")
    assert len(rows(page)) >= len(narrow_rows)
    page.get_by_role("link", name="Remove filter type").click()
    page.wait_for_url("**/jobs?state=failed&queue=low")


def test_rows_are_selected_by_key_as_a_page_and_as_a_range(page: Page) -> None:
    page.goto("/jobs?state=failed")
    boxes, bar = page.locator("table.jobs").get_by_role("checkbox"), page.locator(".bulk-bar")
    expect(bar).to_be_hidden()

    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(bar).to_be_visible()
    assert page.locator("#select-page").evaluate("box => box.indeterminate")
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Clear")).to_be_focused()
    page.keyboard.press("Enter")
    expect(bar).to_be_hidden()

    boxes.nth(1).check()
    boxes.nth(4).click(modifiers=["Shift"])
    assert [box.is_checked() for box in boxes.all()[:6]] == [False, True, True, True, True, False]
    page.get_by_label("Select page").check()
    expect(page.locator("#said")).to_have_text(f"{boxes.count()} selected.")
    page.get_by_label("Select page").uncheck()
    expect(bar).to_be_hidden()


def test_a_selection_outlives_a_refresh(page: Page) -> None:
    page.goto("/jobs?state=failed")
    page.locator("table.jobs").get_by_role("checkbox").nth(2).check()

    page.evaluate("htmx.trigger(document.getElementById('live'), 'fsp:refresh')")
    page.locator("#live:not(.htmx-request)").wait_for()

    expect(page.locator("table.jobs").get_by_role("checkbox").nth(2)).to_be_checked()
    expect(page.locator(".bulk-bar")).to_be_visible()
    assert page.locator("#select-page").evaluate("box => box.indeterminate")


def test_on_a_phone_the_first_result_is_on_the_first_screen(chromium: Browser, seeded: str) -> None:
    with signed_in_page(chromium, seeded, sign_in(), size="narrow") as page:
        page.goto("/jobs?state=failed&type=export-data")
        box = page.locator("table.jobs tbody tr").first.bounding_box()

        assert box
        assert box["y"] + box["height"] < 500
        assert page.evaluate("document.documentElement.scrollWidth") == 375
        page.locator("#filters > summary").click()
        menu = page.locator("#filters > div").bounding_box()
        assert menu
        assert menu["x"] >= 0
        assert menu["x"] + menu["width"] <= 375


def test_rows_stand_by_the_instant_whatever_the_zone(page: Page) -> None:
    page.goto("/jobs?state=ended")
    moments = [
        datetime.fromisoformat(str(row.get_attribute("datetime")))
        for row in page.locator("table.jobs tbody time").all()
    ]

    assert len(moments) > 20
    assert moments == sorted(moments, reverse=True)
