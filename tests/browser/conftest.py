"""A real browser on a real server: the application in threads of this process, Debian's Chromium in front of it."""

import json
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from fsp.accounts.sessions import first_login_token, open_session, use_link
from fsp.app import create_app
from fsp.bulk.action import BulkAction
from fsp.bulk.dead_letters import DEAD_LETTERS
from fsp.bulk.operation import start
from fsp.bulk.prepare import prepare
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.content.project_media import put_media
from fsp.dead_letters.bury import bury
from fsp.destinations.accounts import add_destination as add_destination_row
from fsp.destinations.catalogue import platform_class
from fsp.destinations.options import default_options
from fsp.importing.import_posts import import_posts
from fsp.inspection.attempts import AttemptReading
from fsp.models.alert import Alert
from fsp.models.alert_kinds import AlertState, AlertType, Severity
from fsp.models.batch import Batch
from fsp.models.bulk_operation import BulkItem, BulkOperation, BulkState
from fsp.models.import_upload import ImportUpload, UploadState
from fsp.models.job_request import JobRequest
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.models.report_subscription import ReportMail
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys
from fsp.reporting.subscriptions import SubscriptionText, add_subscription
from fsp.settings import Settings
from fsp.stores import current_redis, db
from testbed.dataset.fill import amounts, fill
from tests.content.images.pictures import picture
from tests.inspection.reports import tell

EXAMPLES = Path(__file__).parents[2] / "examples" / "posts"
THEMES = ("light", "dark")
EXPECTED = re.compile(r"/nowhere: |status of (401|403|404|409|422|500|502|503)|htmx: htmx:error|net::ERR_")
"""What Chromium says of the faults the tests make on purpose."""

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The same browser. The first one has no windows, and needs a fifth of the processor time for a new page."""

PATIENCE_MILLISECONDS = 30_000
"""How long a page may take on a busy machine. Playwright's own 5 seconds are too few there."""

expect.set_options(timeout=PATIENCE_MILLISECONDS)

SIZES = {"wide": (1280, 800), "narrow": (375, 812)}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser once for this test process."""
    path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if path is None:
        assert not os.environ.get("CI"), "chromium is missing; .ci/run installs it"
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        # In another locale Chromium misreads file names that are not ASCII.
        environment: dict[str, str | float | bool] = {**os.environ, "LC_ALL": "C.UTF-8"}
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"], env=environment)
        yield browser
        browser.close()


class QuietRequestHandler(WSGIRequestHandler):
    """Logs no requests: a page may still load a file when its test has ended, and with it the stream of its log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application in threads of this process; yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietRequestHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()
        app.extensions["fsp_redis"].close()


@pytest.fixture
def served(core: Flask, settings: Settings, redis_client: redis.Redis) -> Iterator[str]:
    """Serve a project with jobs waiting and a dead one; return the address."""
    import_posts(EXAMPLES, "Garden journal", settings=settings)
    enqueue(redis_client, "export-data", {"project": "garden-journal"}, job_id="waiting")
    bury(
        job_id="dead",
        job_type="generate-report",
        queue="medium",
        arguments={"project": "garden-journal"},
        reason="spent",
        error_class="ServiceUnavailable",
        error_message="The server said no.",
        error_traceback="Traceback (most recent call last):\n  ...",
        attempts=[AttemptReading(4, "failed", utc_now(), utc_now(), "It broke", "Traceback: line 1", "w")],
    )
    for state in (BulkState.PREPARED, BulkState.DONE):
        about = {"action": "cancel", "words": "all", "requested_by": "ada", "prepared_at": utc_now(), "total": 2}
        db.session.add(BulkOperation(id=state.value, state=state, **about))
        db.session.flush()
        outcomes = ("done", "skipped") if state == BulkState.DONE else (None, None)
        for number, outcome in enumerate(outcomes, start=1):
            db.session.add(BulkItem(operation_id=state.value, number=number, target="waiting", outcome=outcome))
    db.session.commit()
    add_batch()
    add_steps(redis_client)
    add_uploads()
    put_media(find_project("garden-journal"), "images/oak.png", picture("PNG"), settings=settings)
    add_destination(settings)
    add_resolved_alert()
    add_bulk_replay()
    add_report_mails()
    with serving(create_app(settings)) as address:
        yield address


def add_batch() -> None:
    """Add a group of which one job failed, and whose callback is done."""
    now, digest = utc_now(), "0" * 64
    batch = Batch(id="seeded", kind="group", name="Monthly exports", requested_by="ada", requested_at=now, total=2)
    batch.callback_id, batch.content_sha256 = "seeded-callback", digest
    db.session.add(batch)
    for job_id, state in (("seeded-1", "done"), ("seeded-2", "dead"), ("seeded-callback", "done")):
        request = JobRequest(job_id=job_id, job_type="export-data", arguments={}, state=state, settled_at=now)
        request.error, request.batch_id = "ServiceUnavailable: The server said no." if state == "dead" else "", "seeded"
        db.session.add(request)
    db.session.commit()


def add_destination(settings: Settings) -> None:
    """Add a Mastodon account whose last test found a fault, with one post there and one that failed."""
    project = find_project("garden-journal")
    options = default_options(platform_class("mastodon"), "Mastodon")
    destination = add_destination_row(
        project,
        "mastodon",
        options=options,
        values={"server": "https://social.example"},
        credentials={"token": "a-token"},
        settings=settings,
        connection=current_redis(),
    )
    now = utc_now()
    destination.checked_at = now
    destination.check_results = [
        {"name": "reachable", "is_ok": True, "seen": "Mastodon 4.4 answers.", "fix": ""},
        {"name": "may publish", "is_ok": False, "seen": "The token lacks write:statuses.", "fix": "Make a new token."},
    ]
    for item_id, state, error in ((1, "published", ""), (2, "failed", "social.example answered 500")):
        row = Publication(item_id=item_id, destination_id=destination.id, platform="mastodon", state=state)
        row.error, row.published_at = error, now if state == "published" else None
        row.due_at, row.live_at = now - timedelta(seconds=12), row.published_at
        row.url = "https://social.example/@ada/1" if state == "published" else None
        row.preflight = [{"code": "paused", "message": "It is paused.", "fix": "Resume it."}] if error else []
        row.drift = "differs" if state == "published" else ""
        db.session.add(row)
    db.session.commit()


def add_steps(connection: redis.Redis) -> None:
    """Add durable steps to the dead job: one whose result is kept, and one that failed."""
    for order, (name, state, error) in enumerate((("gather", "kept", ""), ("render", "failed", "OSError: no room")), 1):
        step = {"state": state, "job_id": "dead", "attempt": 4, "runs": order, "order": order, "seconds": 2.5}
        step |= {"bytes": 120 if state == "kept" else 0, "error": error, "seen_at": utc_now().timestamp()}
        connection.hset(keys.steps("dead"), name, json.dumps(step))


def add_uploads() -> None:
    """Add an upload that waits for a person, and one that was imported."""
    project_id = db.session.scalars(select(Project.id)).first()
    plan = {
        **{"posts": 57, "created": 50, "unchanged": 4, "undated": ["about.md", "now.md"]},
        **{"held": {"secret.md": "draft: true"}, "faults": [{"name": "b.md", "line": 3, "message": "is not YAML"}]},
        **{"missing_images": 1, "notes": ["a.md:4: the image images/x.png is missing"]},
    }
    for state in (UploadState.PLANNED, UploadState.DONE):
        upload = ImportUpload(id=state.value, project_id=project_id, project_title="Garden journal", state=state)
        upload.source, upload.size_bytes, upload.requested_by, upload.plan = "blog.zip", 1_200_000, "ada", plan
        upload.report_id = 1 if project_id and state == UploadState.DONE else None
        db.session.add(upload)
    db.session.commit()


def add_report_mails() -> None:
    """Add a report by mail, of which one mail failed and one is unknown."""
    now = utc_now()
    recipients = ("ada@example.org", "grace@example.org", "lin@example.org")
    subscription = add_subscription(SubscriptionText(", ".join(recipients), "garden-journal"), by="ada", now=now)
    for recipient, state in zip(recipients, ("sent", "failed", "unknown"), strict=True):
        mail = ReportMail(subscription_id=subscription.id, due_at=now, recipient=recipient, state=state, job_id="dead")
        mail.error = "" if state == "sent" else "mail.example ended the connection while the mail was sent."
        db.session.add(mail)
    db.session.commit()


def add_bulk_replay() -> None:
    """Begin to replay the dead letters, under an id of its own."""
    now = utc_now()
    chosen = DEAD_LETTERS.select(current_redis(), BulkAction.REPLAY, {}, now)
    prepare(DEAD_LETTERS, BulkAction.REPLAY, chosen, by="admin", now=now, once="seeded")
    start("seeded", confirmed="", by="admin", now=now)


@pytest.fixture
def full(served: str, redis_client: redis.Redis) -> str:
    """Return the address of a FSP with everything in it: hundreds of jobs in every state, workers, alerts."""
    now = utc_now()
    fill(redis_client, amounts(300), seed=1, now=now)
    tell(redis_client, "a-worker", now=now, age_seconds=-3600, is_restarted=True)
    tell(redis_client, "another", now=now, age_seconds=-3600)
    tell(redis_client, "lost-worker", now=now, age_seconds=3600)
    return served


def add_resolved_alert() -> None:
    """Add an alert that is over, so that its page is there and nothing is wrong."""
    ended = utc_now() - timedelta(hours=1)
    db.session.add(
        Alert(
            fingerprint="0" * 32,
            rule="QueueBacklog",
            alert_type=AlertType.QUEUE_BACKLOG,
            severity=Severity.WARNING,
            state=AlertState.RESOLVED,
            title="The queue low is behind",
            labels={"queue": "low"},
            details={"value": 131.0, "threshold": 100.0, "n": 12, "why": "131 jobs wait"},
            started_at=ended - timedelta(hours=1),
            resolved_at=ended,
            resolved_by="ada",
        )
    )
    db.session.commit()


def sign_in() -> str:
    """Return the cookie of a signed-in account."""
    account_id = use_link(first_login_token() or "")
    assert account_id is not None
    return open_session(account_id)


@pytest.fixture
def session_cookie(served: str, core: Flask) -> str:
    """Return the cookie of a signed-in account."""
    return sign_in()


@pytest.fixture
def page(chromium: Browser, served: str, session_cookie: str) -> Iterator[Page]:
    """Return a signed-in page, wide and light, that fails the test for any message on its console."""
    with signed_in_page(chromium, served, session_cookie) as opened:
        yield opened


@contextmanager
def signed_in_page(
    chromium: Browser,
    served: str,
    cookie: str,
    *,
    theme: str = "light",
    size: str = "wide",
    has_scripts: bool = True,
    timezone: str = "UTC",
) -> Iterator[Page]:
    width, height = SIZES[size]
    context = chromium.new_context(
        base_url=served,
        color_scheme="dark" if theme == "dark" else "light",
        viewport={"width": width, "height": height},
        java_script_enabled=has_scripts,
        timezone_id=timezone,
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    context.add_cookies([{"name": "fsp_session", "value": cookie, "url": served}])
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(f"{message.location['url']}: {message.text}"))
    page.on("pageerror", lambda error: messages.append(str(error)))
    yield page
    context.close()
    assert [message for message in messages if not EXPECTED.search(message)] == []
