"""The first screen in a browser: what is broken is named without scrolling, in words as well as in colour."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import redis
from flask import Flask
from playwright.sync_api import Page, expect

from fsp.app import create_app
from fsp.cache import Cache
from fsp.clock import utc_now
from fsp.conditions import collect
from fsp.settings import Settings
from testbed.dataset.fill import amounts, fill
from tests.browser.axe import faults_of
from tests.browser.conftest import SIZES, serving
from tests.browser.watching import Watched
from tests.web.overview.faults_made import FAULTS, make_well

IN_VIEW = """element => {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= window.innerHeight && box.left >= 0 && box.right <= window.innerWidth;
}"""
HIDING = {"redis-down", "database-slow", "clock-skew", "p95-regression"}
"""Faults that hide others, or that need runs of their own."""
MANY = ("circuit-open", "worker-dead", "scheduler-dead", "dead-letter-growth", "stuck-job")


@pytest.fixture
def app(core: Flask, settings: Settings) -> Flask:
    return create_app(settings)


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """Serve a FSP without any job; what is broken is broken by the test."""
    with serving(app) as address:
        yield address


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_appears_with_the_next_refresh_and_without_scrolling(
    page: Page, app: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(collect, "LETTERS", Cache(lasts=timedelta()))
    make, what, action = FAULTS[name]
    make_well(app, redis_client)
    watched = Watched(page, "/")
    begun = make(app, redis_client)

    watched.refresh()

    row = page.locator(f'article[id^="problem-{name}"]')
    expect(row).to_contain_text(what)
    since = datetime.fromisoformat(row.locator("time").get_attribute("datetime") or "")
    assert abs((since - begun).total_seconds()) <= 5
    for size in SIZES.values():
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert all(row.get_by_text(words).first.evaluate(IN_VIEW) for words in (what, action))
        assert row.locator("time").evaluate(IN_VIEW)
    assert what in watched.said()


def test_with_five_problems_the_queues_are_still_in_view(page: Page, app: Flask, redis_client: redis.Redis) -> None:
    make_well(app, redis_client)
    for name in MANY:
        FAULTS[name][0](app, redis_client)

    page.goto("/")

    assert page.locator('article[id^="problem-"]').count() == 5
    assert page.locator(".verdict").evaluate(IN_VIEW)
    for queue in ("high", "medium", "low"):
        assert page.locator(f"#queue-{queue}").evaluate(IN_VIEW)


def test_with_nine_problems_the_overview_is_one_screen_and_a_half(
    page: Page, app: Flask, redis_client: redis.Redis
) -> None:
    fill(redis_client, amounts(500), seed=1, now=utc_now())
    make_well(app, redis_client)
    for name in FAULTS.keys() - HIDING:
        FAULTS[name][0](app, redis_client)
    page.set_viewport_size({"width": 1280, "height": 800})

    page.goto("/")

    assert page.locator('article[id^="problem-"]').count() >= 9
    assert page.evaluate("document.documentElement.scrollHeight") <= 1200


def test_it_is_accessible_with_five_problems_and_every_table_open(
    page: Page, app: Flask, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    for name in MANY:
        FAULTS[name][0](app, redis_client)
    page.goto("/")
    page.evaluate("for (const one of document.querySelectorAll('#live details')) one.open = true")

    assert faults_of(page) == []


def test_a_small_chart_has_its_table_one_key_away(page: Page) -> None:
    page.goto("/")
    chart = page.locator("#spark-high")
    chart.locator("summary").focus()

    page.keyboard.press("Enter")

    expect(chart.get_by_role("row").first).to_be_visible()
    expect(chart.get_by_role("img")).to_have_attribute("aria-label", "Waiting in high, 60 min: no data yet.")


def test_states_are_told_apart_without_colour(page: Page) -> None:
    page.goto("/")
    shapes = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.state')].map(
             state => [state.textContent.replace(/\\s+/g, ' ').trim(), state.querySelector('.icon')?.textContent]))"""
    )

    assert shapes
    assert all(icon and len(words) > len(icon) for words, icon in shapes.items())


def test_four_hundred_percent_zoom_needs_no_sideways_scrolling(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto("/")

    assert page.evaluate("document.documentElement.scrollWidth") == 320
