"""Makes the pictures of the documentation: starts FSP on example data and takes a picture of each page.

Run it as `make screenshots`. It needs Chromium.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
PAGES = {
    "overview": "/",
    "projects": "/projects",
    "project": "/projects/garden-journal",
    "item": "/items/5",
    "jobs": "/jobs",
    "job-types": "/job-types",
    "files": "/files",
    "dead-letters": "/dead-letters",
    "schedules": "/schedules",
    "alerts": "/alerts",
    "performance": "/performance",
    "site": "/site/garden-journal/",
}
SIZES = {"wide": (1280, 800), "narrow": (375, 812)}
FSP = [sys.executable, "-m", "fsp.cli.main"]


def main() -> None:
    """Start FSP, give it something to do, take the pictures, stop it."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "FSP_DATA_DIR": folder, "FSP_PORT": str(_free_port())}
        with subprocess.Popen([*FSP, "up"], env=variables, stdout=subprocess.PIPE, text=True) as running:
            try:
                link = _login_link(running)
                command = [*FSP, "import", str(ROOT / "examples" / "posts"), "--project", "Garden journal"]
                subprocess.run(command, env=variables, check=True)
                with sync_playwright() as playwright:
                    _take_all(playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"]), link)
            finally:
                running.send_signal(signal.SIGINT)


def _take_all(browser: Browser, link: str) -> None:
    base = link.split("/login/", maxsplit=1)[0]
    context = browser.new_context(base_url=base)
    _use(context.new_page(), link)
    state = context.storage_state()
    for theme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            shown = browser.new_context(
                base_url=base,
                storage_state=state,
                color_scheme="dark" if theme == "dark" else "light",
                viewport={"width": width, "height": height},
            )
            page = shown.new_page()
            for name, path in PAGES.items():
                page.goto(path)
                page.screenshot(path=IMAGES / f"{name}-{size}-{theme}.png")


def _use(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/projects/garden-journal")
    for name in ("Report", "Export"):
        page.get_by_role("button", name=name, exact=True).click()
    page.goto("/items/5")
    page.get_by_role("button", name="Generate a draft").click()
    page.goto("/projects/garden-journal")
    deadline = time.monotonic() + 120
    while page.locator(".state.published").count() < 3 and time.monotonic() < deadline:  # noqa: PLR2004
        time.sleep(1)
        page.reload()


def _login_link(running: subprocess.Popen[str]) -> str:
    for line in running.stdout or ():
        found = re.search(r"http\S+/login/link/\S+", line)
        if found:
            return found[0]
    raise SystemExit("FSP ended before it printed its address.")


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise SystemExit("Chromium is missing; install it, for example with apt install chromium.")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
