"""A page that refreshes itself: it keeps what a person is doing, can be paused, and says when it is old."""

import redis
from playwright.sync_api import Page, expect

from fsp.queueing.enqueue import enqueue

REFRESH = "htmx.trigger(document.getElementById('live'), 'fsp:refresh')"


def test_new_jobs_appear_without_a_reload(page: Page, redis_client: redis.Redis) -> None:
    page.goto("/jobs")
    enqueue(redis_client, "export-data", {"project": "new"}, job_id="fresh")

    page.evaluate(REFRESH)

    expect(page.locator("#job-fresh")).to_be_visible()


def test_a_refresh_keeps_open_details_and_typed_text(page: Page) -> None:
    page.goto("/items/1")
    page.locator("summary").first.click()
    page.fill("#body", "Half a sentence")
    page.evaluate("document.querySelector('[data-as-of]').textContent = 'long ago'")

    page.evaluate(REFRESH)

    expect(page.locator("[data-as-of]")).not_to_have_text("long ago")
    expect(page.locator("details").first).to_have_attribute("open", "")
    expect(page.locator("#body")).to_have_value("Half a sentence")


def test_a_paused_page_asks_for_nothing_and_stays_paused(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Pause updates").click()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    page.evaluate(REFRESH)
    page.evaluate("new Promise(requestAnimationFrame)")

    assert requests == []
    page.reload()
    expect(page.get_by_role("button", name="Resume updates")).to_be_visible()


def test_a_failed_refresh_keeps_the_data_and_says_so(page: Page) -> None:
    page.goto("/jobs")
    page.route("**/jobs", lambda route: route.fulfill(status=502, body="<p>Bad gateway</p>"))
    with page.expect_event("console"):
        page.evaluate(REFRESH)

    expect(page.locator("#stale")).to_contain_text("old")
    expect(page.locator("#job-waiting")).to_be_visible()
    assert "Bad gateway" not in page.content()

    page.unroute("**/jobs")
    page.evaluate(REFRESH)
    expect(page.locator("#stale")).to_be_empty()


def test_a_session_that_ended_leads_to_the_login_page(page: Page) -> None:
    page.goto("/jobs")
    page.context.clear_cookies()

    with page.expect_event("console"):
        page.evaluate(REFRESH)

    expect(page).to_have_url("/login")
