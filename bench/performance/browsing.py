"""The first screen in Chromium on a processor slowed down four times: when it is painted, and whether it jumps."""

from statistics import median

from playwright.sync_api import Page

from bench.browser import browsing, chromium
from bench.figures import Figure, Report
from bench.setting import Setting

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


def measure_in_browser(report: Report, setting: Setting, cookie: str) -> None:
    """Load the first screen a few times, then let it refresh; without Chromium say so."""
    if chromium() is None:
        report.unmeasured.append("the first screen in a browser, for want of Chromium,")
        return
    report.heading(f"The first screen in Chromium, its processor {SLOWER} times slower")
    with browsing(setting, cookie) as page:
        page.add_init_script(OBSERVE)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        painted = [_painted_seconds(page) for _ in range(LOADS + 1)][1:]
        report.show(Figure(f"largest contentful paint, median of {LOADS}", median(painted), "s", most=1.0))
        report.show(Figure(f"layout shift over {POLLS} refreshes", _shifts(page), "", most=0.02))


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
