"""U8: how fast and how heavy the pages are, with 50,000 open jobs and with a history of 1,000,000."""

import gzip
import time
from collections.abc import Callable
from functools import partial
from statistics import quantiles

from flask import Flask
from flask.testing import FlaskClient

from bench.figures import Figure, Report
from bench.performance.browsing import measure_in_browser
from bench.setting import Setting, open_setting, scaled
from fsp import paths
from fsp.app import create_app
from fsp.clock import utc_now
from fsp.stores import db
from fsp.web.access.cookie import COOKIE
from fsp.web.assets import LIBRARY, SCRIPTS, script_bundle
from fsp.web.style_bundle import bundle_styles
from testbed.dataset.fill import Amounts, fill
from testbed.dataset.kinds import PROJECTS
from testbed.sign_in import first_session

OPEN_JOBS = 50_000
HISTORY = 1_000_000
REQUESTS = 40
PAGES = (
    *("/", "/jobs", "/jobs?state=failed", "/job-types", "/job-types/export-data?range=30d", "/dead-letters", "/alerts"),
    *("/schedules", "/workers", "/performance", "/projects", f"/projects/{PROJECTS[0]}", "/files", "/audit"),
)
KILOBYTE = 1000


def main(report: Report) -> None:
    """Measure each page on each data set, what they weigh, and the first screen in Chromium."""
    is_open = Amounts(ended=scaled(5_000), failures=scaled(500), waiting=scaled(OPEN_JOBS), running=12)
    with open_setting() as setting:
        cookie = _fill(setting, is_open)
        report.heading(f"Pages with {is_open.waiting:,} open jobs: 95th percentile of {REQUESTS} answers")
        _measure_answers(report, setting, cookie, most_milliseconds=150)
        _measure_weights(report, setting, cookie)
        measure_in_browser(report, setting, cookie)
    is_old = Amounts(ended=scaled(HISTORY), failures=scaled(HISTORY // 50), waiting=scaled(1_000), running=12)
    with open_setting() as setting:
        cookie = _fill(setting, is_old)
        report.heading(f"Pages with a history of {is_old.ended:,} jobs: 95th percentile of {REQUESTS} answers")
        _measure_answers(report, setting, cookie, most_milliseconds=400)


def _fill(setting: Setting, sizes: Amounts) -> str:
    """Fill the stores and return the cookie of somebody signed in."""
    with setting.app.app_context():
        fill(setting.connection, sizes, seed=1, now=utc_now())
        cookie = first_session()
        db.session.remove()
    return cookie


def _measure_answers(report: Report, setting: Setting, cookie: str, *, most_milliseconds: float) -> None:
    client = _client(create_app(setting.settings), cookie)
    for path in PAGES:
        answer = client.get(path)
        if answer.status_code != 200:
            report.unmeasured.append(f"{path}, which answers {answer.status_code}")
            continue
        p95 = quantiles([_milliseconds(partial(client.get, path)) for _ in range(REQUESTS)], n=20)[-1]
        report.show(Figure(path, p95, "ms", most=most_milliseconds))


def _measure_weights(report: Report, setting: Setting, cookie: str) -> None:
    client = _client(create_app(setting.settings), cookie)
    report.heading("What is sent, gzipped")
    poll = client.get("/", headers={"HX-Request": "true"}).data
    report.show(Figure("one refresh of the first screen", weight(poll), "kB", most=15))
    report.show(Figure("all scripts", weight_of_scripts(), "kB", most=25))
    report.show(Figure("the style sheet", weight_of_styles(), "kB", most=15))


def _client(app: Flask, cookie: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(COOKIE, cookie)
    return client


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def weight_of_scripts() -> float:
    """Return the kilobytes of the scripts that a page loads, each compressed separately."""
    static = paths.resource("static")
    return sum(weight(script_bundle(static, name)) for name in (LIBRARY[0], SCRIPTS))


def weight_of_styles() -> float:
    """Return the kilobytes of the style sheet that pages load."""
    return weight(bundle_styles(paths.resource("static"), "fsp.css").encode())


def weight(data: bytes) -> float:
    """Return the kilobytes it comes to when it is sent."""
    return len(gzip.compress(data, 6)) / KILOBYTE
