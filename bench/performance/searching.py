"""How fast jobs are found: each filter over a million rows of history, and every page of the jobs behind them."""

import time
from datetime import datetime
from random import Random

from bench.figures import Figure, Report, percentile
from bench.setting import open_setting, scaled
from fsp.app import create_app
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.history.job_query import filter_of
from fsp.inspection.job_list import read_job_list
from fsp.web.access.cookie import COOKIE
from testbed.dataset.ended import fill_ended
from testbed.sign_in import first_session

ROWS = 1_000_000
TIMES = 20
QUERIES: dict[str, dict[str, str]] = {
    "everything": {},
    "dead": {"state": "failed"},
    "of a type": {"type": "export-data"},
    "dead of a type": {"type": "export-data", "state": "failed"},
    "cancelled in a queue": {"queue": "high", "state": "canceled"},
    "with a tag": {"q": "tag:nightly"},
    "with an argument": {"q": "args.project:project-07"},
    "with a tag and an argument": {"q": "tag:nightly args.project:project-07"},
    "dead with a tag": {"state": "failed", "q": "tag:nightly"},
    "of an error": {"q": "error:OSError"},
    "with the beginning of an id": {"q": "id:export-data-00"},
    "with a word, within its bound": {"q": "refused"},
    "with a word that is nowhere": {"q": "zzzz"},
    "of another month": {"until": "2000-01-01T00:00"},
}


def main(report: Report) -> None:
    """Print the 95th percentile of each filter, and of the page."""
    with open_setting() as setting:
        rows, now = scaled(ROWS), utc_now()
        fill_ended(Random(1), count=rows, failures=rows // 50, now=now)
        report.heading(f"finding jobs in {rows:,} rows of history, 95th percentile of {TIMES} each")
        for name, query in QUERIES.items():
            job_filter = filter_of(query)
            value = _p95(lambda: read_job_list(setting.connection, job_filter, now=now))  # noqa: B023  (called at once)
            report.show(Figure(f"jobs {name}", value, "ms", most=300))
        client = create_app(current_settings()).test_client()
        client.set_cookie(COOKIE, first_session())
        for path in ("/jobs", "/jobs?state=failed", "/jobs?q=tag:nightly"):
            report.show(Figure(f"page {path}", _p95(lambda: client.get(path)), "ms", most=300))  # noqa: B023
        _show_deep_page(report, setting.connection, now)


def _show_deep_page(report: Report, connection: object, now: datetime) -> None:
    half = int(now.timestamp() * 1000 - 8 * 86_400_000) << 12
    job_filter = filter_of({"state": "ended"})
    value = _p95(lambda: read_job_list(connection, job_filter, now=now, cursor=f"e{half}"))  # type: ignore[arg-type]
    report.show(Figure("a page from the middle", value, "ms", most=300))


def _p95(work: object) -> float:
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()  # type: ignore[operator]
        times.append(time.perf_counter() - started)
    return percentile(times, 0.95) * 1000
