"""The Nu checker (vnu) finds no fault in any page, nor in the published site."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.app import create_app
from fsp.clock import utc_now
from fsp.importing.import_posts import import_posts
from fsp.models.item import Item
from fsp.publishing.publish_item import publish_item
from fsp.reporting.build import build_report
from fsp.reporting.subscriptions import SubscriptionText, add_subscription
from fsp.reporting.unsubscribe import leave_token
from fsp.settings import Settings
from fsp.stores import db
from fsp.web.access.cookie import COOKIE
from testbed.blog_site import publish_blog
from testbed.sign_in import first_session
from tests.browser.conftest import EXAMPLES
from tests.browser.pages import OPEN, SIGNED_IN

VNU = Path(__file__).parents[2] / "build" / "for-tests" / "vnu.jar"


def test_no_page_has_a_fault(core: Flask, settings: Settings, tmp_path: Path) -> None:
    import_posts(EXAMPLES, "Garden journal", settings=settings)
    for item_id in db.session.scalars(select(Item.id).where(Item.publish_at <= utc_now())).all():
        publish_item(item_id, settings=settings, now=utc_now())
    publish_blog(settings)
    report, _ = build_report(
        None, connection=core.extensions["fsp_redis"], settings=settings, job_id="j", now=utc_now()
    )
    client = create_app(settings).test_client()
    client.set_cookie(COOKIE, first_session())

    number = add_subscription(SubscriptionText("ada@example.org"), by="ada", now=utc_now()).id
    db.session.commit()
    leaving = f"/reports/leave/{number}/{leave_token(settings, number, 'ada@example.org')}"
    pages = [path for path in SIGNED_IN if "/jobs/" not in path] + [f"/files/{report.id}/r.html", leaving, *OPEN]
    for number, path in enumerate(pages):
        with client.get(path) as answer:
            (tmp_path / f"{number}.html").write_bytes(answer.data)
    site = sorted((settings.data_dir / "site").rglob("*.html"))

    assert len(site) > 60
    assert faults_in([*sorted(tmp_path.glob("*.html")), *site]) == []


def faults_in(files: list[Path]) -> list[str]:
    if shutil.which("java") is None:
        assert not os.environ.get("CI"), "java is missing; .ci/run installs it with epubcheck"
        pytest.skip("java is not installed")
    command = ["java", "-jar", str(VNU), "--format", "json", "--stdout", *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(checked.stdout)["messages"]
    # What vnu calls info is advice, such as on trailing slashes; warnings and errors are faults.
    return [
        f"{Path(message['url']).name}: {message['message']}: {message.get('extract', '')}"
        for message in messages
        if message["type"] == "error" or message.get("subType") == "warning"
    ]
