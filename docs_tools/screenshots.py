"""Takes the screenshots of the documentation: serves a seeded data set and captures each page.

Run it as `make screenshots`. It needs Chromium. `python -m docs_tools.screenshots site-` takes only those whose name
starts with `site-`.
"""

import shutil
import sys
import tempfile
import threading
from contextlib import chdir
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from docs_tools.sample_data import fill_all
from docs_tools.server import valkey
from fsp.app import create_app
from fsp.cli.migrate import upgrade_database
from fsp.clock import utc_now
from fsp.redis_connections import connect_redis
from fsp.settings import Settings
from fsp.stores import db
from testbed.blog_site import publish_blog
from testbed.sign_in import first_session

IMAGES = Path(__file__).parents[1] / "docs" / "images"
PAGES = {
    "overview": "/",
    "jobs": "/jobs",
    "job": "/jobs?state=failed",
    "dead-letters": "/dead-letters",
    "alerts": "/alerts",
    "job-types": "/job-types",
    "job-type": "/job-types/generate-report",
    "schedules": "/schedules",
    "workers": "/workers",
    "performance": "/performance",
    "projects": "/projects",
    "project": "/projects/garden-journal",
    "item": "/items/5",
    "editor": "/items/1/edit",
    "revisions": "/items/1/revisions",
    "draft": "/items/1/draft",
    "calendar": "/calendar",
    "destinations": "/projects/garden-journal/destinations",
    "reports": "/reports",
    "files": "/files",
    "audit": "/audit",
    "settings": "/settings",
    "runbook": "/runbook",
    "site-home": "/site/under-the-hedge/",
    "site-article": "/site/under-the-hedge/no-dig-garden/",
    "site-right-to-left": "/site/under-the-hedge/arabic/",
    "site-archive": "/site/under-the-hedge/archive/",
}
SIZES = {"wide": (1280, 800), "narrow": (375, 812)}
NOT_FOUND = 404
DATA_FOLDER = "/srv/fsp"
HIDE_FOLDER = """([folder, shown]) => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(folder, shown);
}"""
"""Shows the temporary data folder under the name of an ordinary one."""


def main() -> None:
    """Fill a data folder, serve it, take the screenshots, remove it."""
    # From inside the folder everything is where it is by default, and no screenshot shows a path of this machine.
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        _take_screenshots(Settings())


def _take_screenshots(settings: Settings) -> None:
    with valkey(settings):
        app = create_app(settings)
        with app.app_context():
            upgrade_database(app)
            fill_all(connect_redis(settings), settings, utc_now())
            publish_blog(settings, description="Notes from eleven beds on a slope.", footer="Grown by *Ada* and Bea.")
            cookie = first_session()
            db.session.commit()
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
            _take_all(browser, f"http://127.0.0.1:{server.server_port}", cookie)
            browser.close()
        server.shutdown()


def _take_all(browser: Browser, address: str, cookie: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    start = sys.argv[1] if len(sys.argv) > 1 else ""
    pages = {name: path for name, path in PAGES.items() if name.startswith(start)}
    for old in IMAGES.glob(f"{start}*.png"):
        old.unlink()
    for theme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            shown = browser.new_context(
                base_url=address,
                color_scheme="dark" if theme == "dark" else "light",
                viewport={"width": width, "height": height},
            )
            shown.add_cookies([{"name": "fsp_session", "value": cookie, "url": address}])
            page = shown.new_page()
            for name, path in pages.items():
                answer = page.goto(path)
                if answer is None or answer.status == NOT_FOUND:
                    raise SystemExit(f"There is no page {path}; correct PAGES in docs_tools/screenshots.py.")
                if name == "job":
                    page.locator("tbody a[href^='/jobs/']").first.click()
                if name.startswith(("site-", "editor")):
                    # Images further down are loaded later. Pages of the dashboard never stop loading.
                    page.wait_for_load_state("networkidle")
                page.evaluate(HIDE_FOLDER, [str(Path.cwd()), DATA_FOLDER])
                page.screenshot(path=IMAGES / f"{name}-{size}-{theme}.png")
            shown.close()


def _chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise SystemExit("Chromium is missing. Install it, for example with apt install chromium.")
    return path


if __name__ == "__main__":
    main()
