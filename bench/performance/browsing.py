"""The first screen in Chromium on a processor slowed down four times: when it is painted, and whether it jumps."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import Page, sync_playwright

from bench.figures import Figure, Report
from bench.setting import ROOT, Setting
from fsp.web.access.cookie import COOKIE

SLOWER = 4
LOADS = 5
POLLS = 10
OBSERVE = """
window.shifts = 0;
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.painted = entry.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shifts += entry.value; })
  .observe({type: "layout-shift", buffered: true});
"""
POLL = "htmx.trigger(document.getElementById('live'), 'fsp:refresh')"
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def measure_in_browser(report: Report, found: Setting, cookie: str) -> None:
    """Load the first screen a few times, then let it refresh; without Chromium say so."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        report.unmeasured.append("the first screen in a browser, for want of Chromium,")
        return
    report.heading(f"The first screen in Chromium, its processor {SLOWER} times slower")
    with _web(found) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
        page = context.new_page()
        page.add_init_script(OBSERVE)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        painted = [_painted_seconds(page) for _ in range(LOADS + 1)][1:]
        report.show(Figure(f"largest contentful paint, median of {LOADS}", median(painted), "s", most=1.0))
        report.show(Figure(f"layout shift over {POLLS} refreshes", _shifts(page), "", most=0.02))
        browser.close()


def _painted_seconds(page: Page) -> float:
    page.goto("/", wait_until="load")
    page.evaluate(SETTLED)
    page.wait_for_function("window.painted !== undefined")
    return float(page.evaluate("window.painted")) / 1000


def _shifts(page: Page) -> float:
    before = float(page.evaluate("window.shifts"))
    for _ in range(POLLS):
        with page.expect_response(lambda answer: bool(answer.request.headers.get("hx-request"))):
            page.evaluate(POLL)
        page.evaluate(SETTLED)
    return float(page.evaluate("window.shifts")) - before


@contextmanager
def _web(found: Setting) -> Iterator[str]:
    """Serve FSP by gunicorn, as it is in production."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "fsp.cli.main", "web"]
    with subprocess.Popen(command, env=found.variables | {"FSP_PORT": str(port)}, cwd=ROOT) as running:
        try:
            _wait_for(f"{address}/api/health?quick=true")
            yield address
        finally:
            running.terminate()


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")
