"""U12 and U20: the errors of 10,000 failures as groups, and a job with a megabyte of arguments, in Chromium."""

import json
from collections.abc import Iterator

from bench.bounds import Line
from bench.browser import browsing, loads
from bench.figures import percentile
from bench.setting import open_setting, scaled
from fsp.clock import utc_now
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import rq_keys
from testbed.dataset.fill import Amounts, fill
from testbed.dataset.kinds import CAUSES

FAILURES = 10_000
JOBS = 50_000
LOADS = 20
MEGABYTE = 1_000_000
GROUP_MILLISECONDS, JOB_MILLISECONDS = 300.0, 500.0


def u12_groups() -> Iterator[Line]:
    """Look at the causes of 10,000 dead jobs among 50,000, and open each."""
    failures = scaled(FAILURES)
    with open_setting() as setting:
        amounts = Amounts(ended=scaled(JOBS), failures=failures, waiting=scaled(1000), running=12)
        fill(setting.connection, amounts, seed=1, now=utc_now())
        with browsing(setting) as page:
            page.goto("/dead-letters")
            links = page.locator("tbody th[scope=row] a[href^='/dead-letters/groups/']")
            paths = [str(link.get_attribute("href")) for link in links.all()]
            yield Line(
                "U12",
                f"groups of {failures:,} failures of {len(CAUSES)} causes",
                str(len(set(paths))),
                str(len(CAUSES)),
                f"{failures:,} messages",
                len(set(paths)) == len(paths) == len(CAUSES),
            )
            taken = [each for path in paths for each in loads(page, path, max(2, LOADS // len(paths)))]
    worst = percentile(taken, 0.95)
    yield Line(
        "U12", "a group opens in Chromium, P95", f"{worst:.0f} ms", "<= 300 ms", "–", worst <= GROUP_MILLISECONDS
    )


def u20_long_arguments() -> Iterator[Line]:
    """Open a job with a megabyte of arguments: cut, and whole on demand."""
    with open_setting() as setting:
        enqueue(setting.connection, "export-data", {"project": "x"}, job_id="long")
        long = {f"part-{number}": "y" * 1000 for number in range(MEGABYTE // 1000)}
        setting.connection.hset(rq_keys.job("long"), "fsp_arguments", json.dumps(long))
        with browsing(setting) as page:
            taken = percentile(loads(page, "/jobs/long", LOADS), 0.95)
            shown = len(page.locator("#arguments-text").text_content() or "")
            page.get_by_role("link", name="show all").click()
            whole = len(page.locator("#arguments-text").text_content() or "")
    holds = taken <= JOB_MILLISECONDS and shown < MEGABYTE / 10 and whole > MEGABYTE
    measured = f"{taken:.0f} ms, {shown:,}, {whole:,}"
    yield Line("U20", "a job of 1 MB in Chromium, P95; letters at first, on demand", measured, "<= 500 ms", "–", holds)
