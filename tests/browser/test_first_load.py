"""The first load of the overview: few requests, each compressed and kept; and its state in the browser's tab."""

import re
from collections.abc import Iterator

import pytest
import redis
from flask import Flask
from playwright.sync_api import Page, Response, expect

from fsp.app import create_app
from fsp.settings import Settings
from tests.browser.conftest import serving
from tests.browser.watching import Watched
from tests.web.overview.faults_made import FAULTS, make_well

MAX_REQUESTS = 8


@pytest.fixture
def app(core: Flask, settings: Settings) -> Flask:
    return create_app(settings)


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """Serve a FSP without any job."""
    with serving(app) as address:
        yield address


def test_the_overview_loads_with_few_requests_and_everything_is_compressed(page: Page) -> None:
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108  # Playwright sets fields of it.

    page.goto("/", wait_until="networkidle")

    paths = [response.url for response in responses]
    assert len(paths) <= MAX_REQUESTS, paths
    assert [response.status for response in responses] == [200] * len(responses)
    for response in responses:
        if not response.url.endswith(".svg"):
            assert response.headers["content-encoding"] in {"gzip", "br", "zstd"}, response.url
        assert ("immutable" in response.headers["cache-control"]) is ("/static/" in response.url)
    expect(page.locator("#next")).to_contain_text("next in")


def test_the_second_page_loads_no_static_file_again(page: Page) -> None:
    page.goto("/", wait_until="networkidle")
    page.goto("/jobs", wait_until="networkidle")

    loaded = page.evaluate("performance.getEntriesByType('resource').map(file => [file.name, file.transferSize])")

    # The style sheet, htmx and the script. A browser with windows fetches the icon too, late and on its own.
    assert len(loaded) >= 3
    assert [name for name, size in loaded if "/static/" in name and size and not name.endswith(".svg")] == []


def test_the_tab_shows_how_many_problems_there_are_after_each_refresh(
    page: Page, app: Flask, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    watched = Watched(page, "/")
    icon = page.locator("link[rel=icon]")
    expect(page).to_have_title("Overview · FSP")
    expect(icon).to_have_attribute("href", re.compile(r"/static/icon\.[0-9a-f]{12}\.svg"))

    FAULTS["worker-dead"][0](app, redis_client)
    watched.refresh()

    expect(page).to_have_title("(1) Overview · FSP")
    expect(icon).to_have_attribute("href", re.compile(r"/static/icon-(bad|serious|warn)\."))
    page.reload()
    expect(page).to_have_title("(1) Overview · FSP")
    expect(icon).to_have_attribute("href", re.compile(r"/static/icon-(bad|serious|warn)\."))
