"""Looking changes nothing, and nothing changes by a form that is not FSP's own: every route is tried."""

import hashlib
import re

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from fsp.models.account import Account
from fsp.models.item import Item
from fsp.queueing.enqueue import enqueue
from fsp.stores import db
from tests.browser.conftest import add_bulk_replay, add_resolved_alert
from tests.browser.pages import PATHS
from tests.dead_letters.burying import buried
from tests.web.access.routes import methods_of, path_of
from tests.web.forms import SAME_ORIGIN, csrf_of

FOREIGN: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none", "Origin": "http://evil.example"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {},
)


@pytest.fixture
def seeded(signed_in: FlaskClient, garden: Item, redis_client: redis.Redis) -> FlaskClient:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="waiting")
    buried(
        "dead",
        job_type="generate-report",
        queue="medium",
        error_class="ServiceUnavailable",
        error="The server said no.",
    )
    add_resolved_alert()
    add_bulk_replay()
    return signed_in


def digest() -> str:
    """Return a digest of every row of every table."""
    db.session.rollback()
    sha256 = hashlib.sha256()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table).order_by(*table.primary_key.columns)):
            sha256.update(repr((table.name, tuple(row))).encode())
    db.session.rollback()
    return sha256.hexdigest()


def test_looking_at_everything_as_an_admin_changes_no_row(app: Flask, seeded: FlaskClient) -> None:
    reads = [path_of(app, rule) for rule in app.url_map.iter_rules() if "GET" in methods_of(rule)]
    paths = [*(path for paths in PATHS.values() for path in paths), *reads]
    before = digest()

    answered = {}
    for path in paths:
        for method in ("GET", "HEAD"):
            with seeded.open(path, method=method) as answer:
                answered[f"{method} {path}"] = answer.status_code

    assert digest() == before
    # Health answers 503 where no worker runs, which is the truth here.
    assert {path.split()[1] for path, code in answered.items() if code >= 500} <= {"/api/health", "/api/health/ready"}
    assert sum(code == 200 for code in answered.values()) > len(answered) / 2


@pytest.mark.parametrize("headers", FOREIGN)
def test_no_form_from_elsewhere_changes_anything(app: Flask, seeded: FlaskClient, headers: dict[str, str]) -> None:
    token = csrf_of(seeded, "/projects")
    before = digest()

    answered = _send_to_all(app, seeded, {"csrf_token": token}, headers)

    assert set(answered.values()) == {403}
    assert digest() == before


@pytest.mark.parametrize("token", [None, "", "stale.token.of-yesterday"])
def test_no_form_without_a_good_token_changes_anything(app: Flask, seeded: FlaskClient, token: str | None) -> None:
    before = digest()

    answered = _send_to_all(app, seeded, {"csrf_token": token} if token is not None else {}, SAME_ORIGIN)

    assert set(answered.values()) == {403}
    assert digest() == before


def test_a_viewer_sees_no_action_on_any_page(seeded: FlaskClient) -> None:
    db.session.execute(update(Account).values(role="viewer"))
    db.session.commit()
    own = {"/logout", "/preferences/zone", "/preferences/theme", "/account/password", "/account/confirm", "/login"}

    seen = {}
    for paths in PATHS.values():
        for path in paths:
            page = seeded.get(path).text
            forms = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', page)
            forms += re.findall(r'<form[^>]*action="([^"]+)"[^>]*method="post"', page)
            questions = re.findall(r"data-confirm\b", page)
            if results := {form for form in forms if form not in own and not form.startswith("/login/link/")}:
                seen[path] = results
            if questions:
                seen[f"{path} asks"] = set(questions)

    assert seen == {}


def _send_to_all(app: Flask, browser: FlaskClient, data: dict[str, str], headers: dict[str, str]) -> dict[str, int]:
    answered = {}
    for rule in app.url_map.iter_rules():
        for method in methods_of(rule) - {"GET"}:
            with browser.open(path_of(app, rule), method=method, data=data, headers=headers) as answer:
                answered[f"{method} {rule.rule}"] = answer.status_code
    return answered
