"""After an action: a message that can be undone, said aloud, and a page that follows until it is settled."""

import redis
from playwright.sync_api import Page, expect

from fsp.clock import utc_now
from fsp.gates.pauses import read_queue_pauses
from tests.browser.axe import faults_of_state
from tests.browser.watching import Watched, set_pace


def pause_low(page: Page) -> None:
    form = page.locator("details", has=page.get_by_role("button", name="Pause low", include_hidden=True))
    form.locator("summary").click()
    form.get_by_label("Reason").fill("disk")
    form.get_by_role("button", name="Pause low").click()
    expect(page.locator(".toast")).to_contain_text("The queue low is paused")


def test_an_action_is_undone_from_its_message(page: Page, redis_client: redis.Redis) -> None:
    page.goto("/job-types")
    pause_low(page)
    expect(page.locator("#said")).to_have_text("The queue low is paused. Running jobs continue.")
    assert faults_of_state(page) == []

    page.get_by_role("button", name="Undo").click()

    expect(page.locator(".toast")).to_contain_text("Queue low resumed")
    assert read_queue_pauses(redis_client, utc_now()) == {}


def test_a_message_is_closed_and_one_without_undo_goes_by_itself(page: Page) -> None:
    page.goto("/job-types")
    pause_low(page)
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".toast")).to_have_count(0)

    page.goto("/projects/garden-journal")
    page.get_by_text("More actions", exact=True).click()
    page.clock.install()
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("Building the report")
    page.clock.run_for(9000)
    expect(page.locator(".toast")).to_have_count(0)


def test_after_an_action_the_page_follows_until_nothing_changes(page: Page) -> None:
    page.goto("/job-types")
    pause_low(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.headers.get("hx-request") else None)
    page.clock.install()
    page.reload()
    page.clock.run_for(20_000)
    assert asked == [], "a page that no action led to does not follow"


def test_it_asks_every_two_seconds_and_stops(page: Page) -> None:
    watched = Watched(page, "/job-types")
    pause_low(page)
    before = len(watched.requests)

    watched.pass_time(20)

    # Three answers in a row without a change, and it is as seldom as before.
    assert 3 <= len(watched.requests) - before <= 5


def test_updates_that_are_off_stay_off_after_an_action(page: Page) -> None:
    watched = Watched(page, "/job-types")
    set_pace(page, 0)
    pause_low(page)

    watched.pass_time(20)

    assert watched.requests == []
