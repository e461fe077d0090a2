"""U13: one action on 12,345 jobs, by its pages in Chromium and a real worker: counted, done, stopped."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis
from playwright.sync_api import Page, expect

from bench.bounds import Line
from bench.browser import browsing
from bench.setting import Setting, open_setting, scaled
from fsp.amounts import number
from fsp.clock import utc_now
from fsp.gates.controls import pause_type
from fsp.gates.pauses import Pause
from fsp.inspection.one_job import read_job
from fsp.queueing.cancel import cancel
from fsp.queueing.enqueue import enqueue_many

JOBS = 12_345
CHANGED = 45
LATER = 100
JOB_TYPE = "generate-report"
WAITING = ("queued", "rate_limited")
PATIENCE_MILLISECONDS = 900_000
NUMBER = "([\\d\u202f]+)"
DEALT = re.compile(f"{NUMBER} of {NUMBER}: {NUMBER} done, {NUMBER} skipped, {NUMBER} failed")


def u13_bulk() -> Iterator[Line]:
    """Cancel all that match while some change and others come; then do it again and stop half way."""
    with open_setting() as setting, browsing(setting) as page, _worker(setting):
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        expect.set_options(timeout=PATIENCE_MILLISECONDS)
        # Nothing but the bulk action runs, so that what is counted waits.
        pause_type(setting.connection, JOB_TYPE, Pause("ada", "measured", utc_now()))
        yield _all(setting.connection, page, scaled(JOBS))
        yield _stopped(setting.connection, page, scaled(JOBS))


@contextmanager
def _worker(setting: Setting) -> Iterator[None]:
    with setting.worker() as process:
        try:
            yield
        finally:
            process.terminate()


def _all(connection: redis.Redis, page: Page, count: int) -> Line:
    jobs, changed = _enqueue(connection, count, "first"), min(CHANGED, count)
    seconds_to_count = _ask(page, "first", count)
    for job_id in jobs[:changed]:
        cancel(connection, job_id, by="bob")
    later = _enqueue(connection, LATER, "first")
    other = page.context.new_page()
    other.goto(page.url)
    _confirm(page, count)
    started = time.perf_counter()
    _confirm(other, count)
    expect(page.locator("#operation")).to_contain_text(f"{number(count)} of {number(count)}")
    seconds = time.perf_counter() - started
    numbers = _dealt_with(page)
    reasons = page.locator("#operation ul.lines").first.inner_text()
    others = sum(read_job(connection, job_id).status == "canceled" for job_id in later)
    left = sum(read_job(connection, job_id).status != "canceled" for job_id in jobs)
    expected = (count, count, count - changed, changed, 0)
    return Line(
        "U13",
        f"cancel {count:,} of which {changed} change first, {LATER} come later: dealt with, of, done, skipped, failed",
        f"{_told(numbers)}; counted in {seconds_to_count:.1f} s, done {seconds:.0f} s after the click",
        _told(expected),
        "–",
        numbers == expected and others == left == 0 and other.url == page.url and "It has ended" in reasons,
    )


def _stopped(connection: redis.Redis, page: Page, count: int) -> Line:
    jobs = _enqueue(connection, count, "second")
    _ask(page, "second", count)
    _confirm(page, count)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#operation")).to_contain_text("stopped")
    statuses = [read_job(connection, job_id).status for job_id in jobs]
    cancelled, waiting = statuses.count("canceled"), sum(status in WAITING for status in statuses)
    page.reload()
    done = _dealt_with(page)[2]
    return Line(
        "U13",
        f"the same, stopped: done, cancelled, still waiting of {count:,}",
        f"{done:,}, {cancelled:,}, {waiting:,}",
        "as many cancelled as done, the rest waiting",
        "–",
        0 < done == cancelled < count == cancelled + waiting,
    )


def _enqueue(connection: redis.Redis, count: int, tag: str) -> list[str]:
    return [job.job_id for job in enqueue_many(connection, JOB_TYPE, [{"project": None}] * count, tags=[tag])]


def _ask(page: Page, tag: str, count: int) -> float:
    """Have all that match counted; return how many seconds that took."""
    page.goto(f"/jobs?q=tag:{tag}")
    page.locator("table.jobs").get_by_role("checkbox").first.check()
    page.locator("#scope").check()
    started = time.perf_counter()
    page.get_by_role("button", name="Cancel jobs…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Cancel {number(count)} jobs")
    return time.perf_counter() - started


def _confirm(page: Page, count: int) -> None:
    page.get_by_label(f"Type {count}").fill(str(count))
    page.get_by_role("button", name=f"Cancel {number(count)}").click()
    expect(page.locator("form.stacked")).to_have_count(0)


def _dealt_with(page: Page) -> tuple[int, ...]:
    match = DEALT.search(page.locator("#operation").inner_text())
    return tuple(int(each.replace("\u202f", "")) for each in match.groups()) if match else ()


def _told(numbers: tuple[int, ...]) -> str:
    return ", ".join(f"{each:,}" for each in numbers)
