"""Everything can be done without JavaScript, by plain forms."""

import re
from collections.abc import Iterator

import pytest
import redis
from playwright.sync_api import Browser, Page, expect

from fsp.bulk.run import run_operation
from fsp.clock import utc_now
from fsp.gates.gate import read_gates, slots_of
from fsp.gates.pauses import read_queue_pauses
from fsp.inspection.fleet import WorkerState, read_fleet
from fsp.inspection.one_job import read_job
from tests.browser.conftest import signed_in_page
from tests.inspection.reports import tell


@pytest.fixture
def plain(chromium: Browser, served: str, session_cookie: str) -> Iterator[Page]:
    """Return a signed-in page of a browser that runs no scripts."""
    with signed_in_page(chromium, served, session_cookie, has_scripts=False) as page:
        yield page


def test_jobs_are_filtered_looked_at_and_cancelled(plain: Page, redis_client: redis.Redis) -> None:
    plain.goto("/jobs")
    plain.locator("#filters > summary").click()
    plain.get_by_role("combobox", name="Type").select_option("export-data")
    plain.get_by_role("button", name="Apply filters").click()
    expect(plain).to_have_url(re.compile("type=export-data"))

    plain.goto("/jobs/waiting")
    expect(plain.get_by_text("garden-journal").first).to_be_visible()
    plain.get_by_role("button", name="Cancel").first.click()

    expect(plain.locator(".notice")).to_contain_text("Cancelled")
    assert read_job(redis_client, "waiting").status == "canceled"


def test_a_dead_job_is_retried(plain: Page, redis_client: redis.Redis) -> None:
    plain.goto("/jobs/dead")
    plain.get_by_role("button", name="Retry", exact=True).first.click()

    expect(plain.locator(".notice")).to_contain_text("Replayed")
    job = read_job(redis_client, plain.url.rpartition("/")[2].partition("?")[0])
    assert (job.status, job.job_type) == ("queued", "generate-report")


def test_a_queue_and_a_type_are_paused_and_resumed(plain: Page, redis_client: redis.Redis) -> None:
    plain.goto("/job-types")
    _open_and_send(plain, "Pause low", reason="no room")
    paused = list(read_queue_pauses(redis_client, utc_now()))
    plain.get_by_role("button", name="Resume low").click()
    plain.goto("/job-types/export-data")
    _open_and_send(plain, "Pause export-data", reason="deploy")
    types = [gate.job_type for gate in read_gates(redis_client, utc_now()) if gate.pause]
    plain.get_by_role("button", name="Resume", exact=True).click()

    assert (paused, types) == (["low"], ["export-data"])
    assert read_queue_pauses(redis_client, utc_now()) == {}
    assert not any(gate.pause for gate in read_gates(redis_client, utc_now()))


def test_a_limit_is_set_and_a_job_is_enqueued_after_a_fault_is_shown(plain: Page, redis_client: redis.Redis) -> None:
    plain.goto("/job-types/content-generation")
    plain.get_by_label("Concurrency limit (1–1000)").fill("7")
    plain.get_by_role("button", name="Set limit").click()
    expect(plain.locator(".notice")).to_contain_text("set to 7")

    plain.get_by_label("item_id").fill("the first")
    plain.get_by_role("button", name="Enqueue").click()
    expect(plain.get_by_label("item_id")).to_have_value("the first")
    expect(plain.locator("#fault-item_id")).to_contain_text("should be a valid integer")
    plain.get_by_label("item_id").fill("1")
    plain.get_by_role("button", name="Enqueue").click()

    expect(plain.locator(".notice")).to_contain_text("Job enqueued")
    assert slots_of(redis_client, "content-generation", utc_now()) == 7


def test_a_worker_is_drained_by_a_question_on_a_page_of_its_own(plain: Page, redis_client: redis.Redis) -> None:
    tell(redis_client, "a-worker", now=utc_now(), age_seconds=-600)

    plain.goto("/workers")
    plain.get_by_role("link", name="Drain", exact=True).click()
    plain.get_by_role("button", name="Drain").click()

    expect(plain.locator(".notice")).to_contain_text("Draining a-worker")
    assert [result.state for result in read_fleet(redis_client, utc_now())] == [WorkerState.DRAINING]


def test_a_page_is_refreshed_and_a_schedule_run(plain: Page) -> None:
    plain.goto("/schedules")
    plain.get_by_role("link", name="Refresh").click()
    plain.get_by_role("button", name="Run now").first.click()

    expect(plain.locator(".notice").first).to_be_visible()


def _open_and_send(page: Page, button: str, *, reason: str) -> None:
    form = page.locator("details", has=page.get_by_role("button", name=button, include_hidden=True))
    form.locator("summary").click()
    form.get_by_label("Reason").fill(reason)
    form.get_by_role("button", name=button).click()
    expect(page.locator(".notice")).to_contain_text("paused")


def test_a_project_and_an_item_are_made_scheduled_and_exported(
    chromium: Browser, served: str, session_cookie: str
) -> None:
    with signed_in_page(chromium, served, session_cookie, has_scripts=False) as page:
        page.goto("/projects")
        page.get_by_role("link", name="New project").click()
        page.get_by_label("Title").fill("Letters")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="New post").click()
        page.get_by_label("Title").fill("First letter")
        page.get_by_label("Content (Markdown)").fill("Dear reader,\n\nhello.")
        page.get_by_role("button", name="Save draft").click()
        page.get_by_role("link", name="Back to the post").click()
        page.get_by_label("Publish date (UTC)").fill("2040-01-01T10:00")
        page.get_by_role("button", name="Schedule").click()
        expect(page.locator(".notice")).to_contain_text("Scheduled for 2040-01-01 10:00 UTC")

        page.get_by_role("button", name="Unschedule").click()
        page.get_by_role("link", name="Write a draft").click()
        page.get_by_role("button", name="Write outline and draft").click()
        expect(page.get_by_role("link", name="Letters", exact=True)).to_be_visible()

        page.get_by_role("link", name="Letters", exact=True).click()
        page.get_by_text("More actions").click()
        page.get_by_role("button", name="Export").click()
        expect(page.get_by_role("link", name="export-data")).to_be_visible()
        page.locator("#account-open").click()
        page.get_by_role("button", name="Sign out admin").click()
        expect(page).to_have_url(f"{served}/login")


def test_the_login_link_leads_to_a_password_and_in(chromium: Browser, served: str) -> None:
    from fsp.accounts.sessions import first_login_token

    with signed_in_page(chromium, served, "", has_scripts=False) as page:
        page.goto(f"/login/link/{first_login_token()}")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("New password").fill("a long enough one")
        page.get_by_role("button", name="Set password").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def test_a_dead_letter_is_edited_compared_and_replayed(plain: Page, redis_client: redis.Redis) -> None:
    plain.goto("/dead-letters")
    plain.get_by_role("link", name="ServiceUnavailable: The server said no.").click()
    plain.locator("tbody").get_by_role("link", name="generate-report").first.click()
    plain.get_by_role("link", name="Edit and replay").click()
    plain.get_by_label("project").fill("another")
    plain.get_by_role("button", name="Review changes").click()
    expect(plain.locator("ins")).to_contain_text("another")
    expect(plain.locator("del")).to_contain_text("garden-journal")
    plain.get_by_role("button", name="Replay with these arguments").click()

    expect(plain.locator(".notice")).to_contain_text("Replayed")
    job = read_job(redis_client, plain.url.rpartition("/")[2].partition("?")[0])
    assert job.arguments["project"] == "another"


def test_dead_letters_are_discarded_in_bulk_and_that_is_undone(plain: Page, redis_client: redis.Redis) -> None:
    plain.goto("/dead-letters")
    plain.get_by_role("link", name=re.compile("^Discard all")).click()
    plain.get_by_label(re.compile("to confirm")).fill("1")
    plain.get_by_role("button", name="Discard 1").click()
    expect(plain.get_by_text("starting")).to_be_visible()
    operation = plain.url.rpartition("/")[2]
    plain.get_by_role("button", name="Undo").click()

    expect(plain.get_by_text("undone").first).to_be_visible()
    run_operation(redis_client, operation)
    plain.goto("/dead-letters")
    expect(plain.get_by_role("link", name=re.compile("^Discard all 1"))).to_be_visible()


def test_a_schedule_is_paused_and_resumed(plain: Page) -> None:
    plain.goto("/schedules")
    plain.get_by_role("link", name="clean-up", exact=True).first.click()
    plain.get_by_label("Reason").fill("a full disk")
    plain.get_by_role("button", name="Pause", exact=True).click()
    expect(plain.get_by_text("a full disk").first).to_be_visible()
    plain.get_by_role("button", name="Resume", exact=True).click()

    expect(plain.get_by_role("button", name="Pause", exact=True)).to_be_visible()


def test_the_audit_log_is_searched(plain: Page) -> None:
    plain.goto("/schedules/clean-up")
    plain.get_by_role("button", name="Run now").click()
    plain.goto("/audit")
    plain.locator("select[name=action]").select_option("run schedule")
    plain.get_by_role("button", name="Search").click()

    expect(plain.locator("tbody tr")).to_have_count(1)
    expect(plain.locator("tbody tr")).to_contain_text("schedule clean-up")
