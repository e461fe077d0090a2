"""A signed-in page of Chromium on FSP's web process, as people have it, for measurements."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from bench.setting import Setting
from bench.web import web
from fsp.stores import db
from fsp.web.access.cookie import COOKIE
from testbed.sign_in import first_session

LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
"""Milliseconds from asking for the page until it and its styles and scripts are there."""


def chromium() -> str | None:
    """Return the path of Chromium, if there is one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browsing(setting: Setting, cookie: str | None = None) -> Iterator[Page]:
    """Open a page of the session with this cookie, or else of the first account, 1280 by 800."""
    cookie = cookie or first_session()
    db.session.remove()
    with web(setting) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        context = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": server.url}])
        yield context.new_page()
        browser.close()


def loads(page: Page, path: str, count: int) -> list[float]:
    """Open a page again and again; return how many milliseconds each took to be there."""
    taken = []
    for _ in range(count):
        page.goto(path, wait_until="load")
        page.wait_for_function(f"{LOADED} > 0")
        taken.append(float(page.evaluate(LOADED)))
    return taken
