"""The published site in a browser: accessible, small, without requests to others, and usable without scripts."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fsp.app import create_app
from fsp.settings import Settings
from fsp.stores import db
from testbed.blog_site import ARABIC, ARTICLE, SHORT, publish_blog
from tests.browser.axe import faults_of
from tests.browser.conftest import serving

KINDS = {
    "home": "",
    "older posts": "page/1/",
    "article": f"{ARTICLE}/",
    "right to left": f"{ARABIC}/",
    "short article": f"{SHORT}/",
    "page": "about/",
    "archive": "archive/",
    "year": "archive/2025/",
    "tags": "tags/",
    "tag": "tags/beds/",
    "series": "series/the-no-dig-year/",
    "search": "search/?q=frost",
    "missing": "nothing/",
}
MAX_ARTICLE_BYTES = 60_000


@pytest.fixture(scope="module")
def site(valkey_url: str, empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Publish a blog once; return its address at its own host name."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("var"),
        redis_url=valkey_url,
        secret_key="a test's secret key",
        site_hosts=("hedge.localhost=under-the-hedge",),
    )
    shutil.copy(empty_database, settings.data_dir / "fsp.sqlite3")
    app = create_app(settings)
    with app.app_context():
        publish_blog(settings, description="Notes from eleven beds on a slope.", footer="Written by *Ada* and Bea.")
        db.session.remove()
    with serving(app) as address:
        yield address.replace("127.0.0.1", "hedge.localhost") + "/"


def opened(browser: Browser, *, has_scripts: bool = True) -> Page:
    return browser.new_context(java_script_enabled=has_scripts, bypass_csp=True).new_page()


def test_every_kind_of_page_is_accessible(chromium: Browser, site: str) -> None:
    page = opened(chromium)
    faults = {}
    for kind, path in KINDS.items():
        page.goto(site + path)
        if page_faults := faults_of(page):
            faults[kind] = page_faults

    assert faults == {}


def test_no_page_asks_another_server_or_has_an_error(chromium: Browser, site: str) -> None:
    page = chromium.new_context().new_page()
    addresses: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))

    for kind, path in KINDS.items():
        if kind != "missing":
            page.goto(site + path, wait_until="networkidle")

    assert [address for address in addresses if not address.startswith(site)] == []
    assert messages == []


def test_an_article_without_images_is_small(chromium: Browser, site: str) -> None:
    page = chromium.new_context().new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))

    page.goto(f"{site}{SHORT}/", wait_until="networkidle")

    assert len(sizes) >= 3
    assert sum(sizes) <= MAX_ARTICLE_BYTES


def test_search_finds_posts_by_title_tag_and_summary(chromium: Browser, site: str) -> None:
    page = opened(chromium)
    page.goto(f"{site}search/")
    field, results = page.get_by_role("searchbox"), page.locator("[data-results] a")

    field.fill("FROST")
    expect(results).to_have_text(["Broad beans in frost", "The frost of 14 May"])
    field.fill("trees pear")
    expect(results).to_have_text(["Pruning the old pear"])
    field.fill("السطح")
    expect(results).to_have_count(1)
    field.fill("zzz")
    expect(page.get_by_role("status")).to_have_text("Nothing found.")


def test_without_scripts_the_archive_lists_every_post(chromium: Browser, site: str) -> None:
    page = opened(chromium, has_scripts=False)
    page.goto(f"{site}search/")
    expect(page.get_by_role("searchbox")).to_be_hidden()

    page.locator("main").get_by_role("link", name="Archive").click()

    assert page.locator(".days a").count() == 25
    page.get_by_role("link", name="A garden without digging").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A garden without digging")


def test_the_choice_of_colours_stays(chromium: Browser, site: str) -> None:
    page = chromium.new_context(color_scheme="light").new_page()
    page.goto(site)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.get_by_role("button", name="Dark").click()
    page.goto(f"{site}archive/")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    expect(page.get_by_role("button", name="Light")).to_be_visible()


def test_a_line_has_about_66_characters(chromium: Browser, site: str) -> None:
    page = opened(chromium)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}{ARTICLE}/")

    lengths = page.evaluate(
        """() => {
            const text = document.querySelector(".body p").firstChild;
            const range = document.createRange(), lines = new Map();
            for (let at = 0; at < text.length; at++) {
                range.setStart(text, at); range.setEnd(text, at + 1);
                const top = Math.round(range.getBoundingClientRect().top);
                lines.set(top, (lines.get(top) || 0) + 1);
            }
            return [...lines.values()].slice(0, -1);
        }"""
    )

    assert 50 <= sum(lengths) / len(lengths) <= 80


def test_pages_from_right_to_left_are_mirrored(chromium: Browser, site: str) -> None:
    page = opened(chromium)
    page.goto(f"{site}{ARABIC}/")

    middle = page.evaluate("innerWidth / 2")
    sides = {
        name: (box := page.locator(selector).first.bounding_box() or {"x": 0, "width": 0})["x"] + box["width"] > middle
        for name, selector in {"number": "ol li", "older": ".around .prev", "newer": ".around .next"}.items()
    }
    assert sides == {"number": True, "older": True, "newer": False}
    assert page.locator("pre").first.evaluate("node => getComputedStyle(node).direction") == "ltr"
    assert page.locator("header.top").get_attribute("lang") == "en"


def test_images_have_their_size_and_smaller_versions(chromium: Browser, site: str) -> None:
    page = opened(chromium)
    page.goto(f"{site}{ARTICLE}/")
    image = page.locator(".body img")

    assert (image.get_attribute("width"), image.get_attribute("height")) == ("1800", "1012")
    assert re.findall(r"(\d+)w", image.get_attribute("srcset") or "") == ["480", "960", "1440", "1800"]
    assert image.get_attribute("loading") is None
    assert "-960.webp" in image.evaluate("node => node.currentSrc")
