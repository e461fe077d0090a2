"""How often a page asks for news: as often as was chosen, from one tab at a time, and never from a hidden one."""

import re

import pytest
import redis
from playwright.sync_api import Page, expect

from fsp.worker.job_fetcher import JobFetcher
from tests.browser.watching import Watched, set_pace


def test_the_control_is_near_remembered_and_announced(page: Page) -> None:
    watched = Watched(page, "/jobs")
    pressed = 0
    while page.evaluate("document.activeElement.id") != "live-open":
        page.keyboard.press("Tab")
        pressed += 1
        assert pressed <= 5

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "every"
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    expect(page.locator("#live-word")).to_have_text("Updates off")
    watched.pass_time(120)

    assert watched.requests == []
    assert watched.said() == "Updates are off."
    page.reload()
    expect(page.locator("#every")).to_have_value("0")
    expect(page.locator("#next")).to_have_text("updates off")


def hide(page: Page, *, is_hidden: bool) -> None:
    page.evaluate(
        """hidden => {
             Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
             document.dispatchEvent(new Event('visibilitychange'));
           }""",
        is_hidden,
    )


def test_a_hidden_tab_asks_for_nothing_and_once_when_it_is_back(page: Page) -> None:
    watched = Watched(page, "/jobs")
    hide(page, is_hidden=True)
    watched.pass_time(100)
    assert watched.requests == []

    hide(page, is_hidden=False)
    watched.settle()
    page.clock.run_for(500)
    watched.settle()

    assert len(watched.requests) == 1


def test_ten_tabs_ask_ten_times_in_thirty_seconds(page: Page) -> None:
    asked: list[str] = []
    page.context.on(
        "request",
        lambda request: asked.append(request.url) if request.headers.get("hx-request") == "true" else None,
    )
    others = [page.context.new_page() for _ in range(9)]
    watched = Watched(page, "/jobs")
    for other in others:
        other.goto("/jobs")

    watched.pass_time(30)

    assert all(other.evaluate("document.getElementById('every').value") == "30" for other in others)
    assert len(asked) == 10


def test_an_unchanged_part_is_not_sent_again(page: Page, redis_client: redis.Redis) -> None:
    watched = Watched(page, "/dead-letters")
    for _ in range(3):
        watched.refresh()
    first = page.locator("[data-as-of]").get_attribute("datetime")

    watched.pass_time(31)

    assert watched.statuses == [200, 304, 304, 304]
    assert page.locator("[data-as-of]").get_attribute("datetime") != first
    expect(page.locator("#stale")).to_be_hidden()


@pytest.mark.parametrize(("seconds", "asked"), [(10, 12), (60, 2)])
def test_updates_come_as_often_as_was_chosen(page: Page, seconds: int, asked: int) -> None:
    watched = Watched(page, "/jobs")
    set_pace(page, seconds)

    watched.pass_time(121)

    assert watched.said() == f"Updates every {seconds} seconds."
    assert len(watched.requests) == asked


@pytest.fixture
def running_job(served: str, redis_client: redis.Redis) -> str:
    """Let a worker begin a job, whose page follows its log."""
    fetcher = JobFetcher(redis_client, worker="w", queues=["high", "medium", "low"], lease_seconds=600, version="1")
    _, claim = fetcher.next()
    assert claim is not None
    return claim.job_id


def test_a_log_that_is_followed_makes_the_page_no_fresher_and_no_staler(page: Page, running_job: str) -> None:
    followed: list[str] = []
    page.on("request", lambda request: followed.append(request.url) if request.url.endswith("/log") else None)
    watched = Watched(page, f"/jobs/{running_job}")

    watched.pass_time(25)
    expect(page.locator("#data-age")).to_have_text(re.compile("2[56] s old"))
    watched.pass_time(40)

    assert len(watched.requests) == 2
    assert len(followed) >= 25


@pytest.mark.parametrize("why", ["hidden", "off"])
def test_a_log_is_not_followed_in_a_hidden_tab_nor_while_updates_are_off(
    page: Page, running_job: str, why: str
) -> None:
    watched = Watched(page, f"/jobs/{running_job}")
    if why == "hidden":
        hide(page, is_hidden=True)
    else:
        set_pace(page, 0)
    followed: list[str] = []
    page.on("request", lambda request: followed.append(request.url))

    watched.pass_time(120)

    assert followed == []
