"""Settings on the page: what is in force and from where, no secrets; accounts and tokens for admins."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from fsp.accounts.sessions import CONFIRMED_FOR
from fsp.app import create_app
from fsp.clock import utc_now
from fsp.models.account import Account, ApiToken, WebSession
from fsp.settings import VARIABLES, Settings, from_environment
from fsp.stores import db
from fsp.web.settings.views import read_settings
from tests.web.forms import SAME_ORIGIN, csrf_of, send
from tests.web.rows import row, rows

EXAMPLES = {"FSP_LLM_MODEL": "m", "FSP_ZONE": "Europe/Berlin", "FSP_LOG_LEVEL": "DEBUG", "FSP_SITE_PUBLIC": "no"}
SECRETS = {
    "redis_url": "redis://user:hunter2@cache:6379/0",
    "database_url": "postgresql://fsp:hunter2@db/fsp",
    "secret_key": "hunter2",
    "llm_api_key": "hunter2",
    "alert_webhook_url": "https://hooks.example/hunter2",
    "slack_webhook_url": "https://hooks.slack.example/hunter2",
    "sendgrid_api_key": "hunter2",
    "alert_webhook_secret": "hunter2",
    "smtp_url": "smtp://me:hunter2@mail",
    "alert_apprise_urls": ("tgram://hunter2",),
    "heartbeat_url": "https://hc.example/hunter2",
}


@pytest.mark.parametrize(("variable", "value"), EXAMPLES.items())
def test_a_setting_is_on_the_page_under_the_variable_it_is_read_from(variable: str, value: str) -> None:
    lines = read_settings(from_environment({variable: value}), {variable: value})

    assert [line.variable for line in lines] == list(VARIABLES.values())
    assert [(line.variable, line.value) for line in lines if line.source == "environment"] == [(variable, value)]


def test_no_secret_is_shown() -> None:
    lines = read_settings(Settings().model_copy(update=SECRETS), {"REDIS_URL": "x"})

    shown = {line.variable: (line.value, line.source) for line in lines}
    assert "hunter2" not in str(shown)
    assert shown["REDIS_URL"] == ("redis://[hidden]@cache:6379/0", "environment")
    assert shown["FSP_SECRET_KEY"] == ("set, hidden", "default")
    assert shown["FSP_LLM_BASE_URL"] == ("not set", "default")


def test_settings_and_versions_are_shown(signed_in: FlaskClient) -> None:
    page = signed_in.get("/settings").text

    assert 'id="setting-FSP_RETENTION_DAYS"' in page
    assert "rq-scheduler" in page
    assert "sqlite" in page


def test_without_redis_the_page_says_so(core: Flask, settings: Settings, signed_in: FlaskClient) -> None:
    away = create_app(settings.model_copy(update={"redis_url": "unix:///nowhere/redis.sock"})).test_client()
    away.set_cookie("fsp_session", signed_in.get_cookie("fsp_session").value)  # type: ignore[union-attr]

    assert "unreachable" in away.get("/settings").text


def test_an_account_is_made_and_its_link_is_shown_once(signed_in: FlaskClient, app: Flask) -> None:
    created = send(signed_in, "/settings/accounts", name="Anna", role="viewer")
    link = re.search(r"/login/link/[\w-]+", created.text)
    assert link is not None
    anna = app.test_client()

    entered = anna.post(link[0], data={"csrf_token": csrf_of(anna, link[0])}, headers=SAME_ORIGIN)

    assert entered.status_code == 303
    assert "/login/link/" not in signed_in.get("/settings/accounts").text
    assert anna.get("/").status_code == 200
    assert anna.get("/settings/accounts").status_code == 403
    assert send(signed_in, "/settings/accounts", name="Anna", role="viewer").status_code == 409
    assert send(signed_in, "/settings/accounts", name="Ben", role="king").status_code == 422


def test_a_mail_address_is_saved_and_refused(signed_in: FlaskClient) -> None:
    account_id = row(select(Account.id))
    saved = send(signed_in, f"/settings/accounts/{account_id}/email", email="ada@example.org")
    shown = signed_in.get("/settings/accounts").text
    refused = send(signed_in, f"/settings/accounts/{account_id}/email", email="nowhere")

    assert (saved.status_code, refused.status_code) == (303, 422)
    assert 'value="ada@example.org"' in shown


def test_a_change_of_role_ends_the_sessions_and_who_is_shut_out_is_out_at_once(
    signed_in: FlaskClient, app: Flask
) -> None:
    anna = _entered(signed_in, app, "Anna", "operator")
    account_id = row(select(Account.id).where(Account.name == "Anna"))

    send(signed_in, f"/settings/accounts/{account_id}/role", role="viewer")
    after_role = anna.get("/").status_code
    again = _enter(signed_in, app, account_id)
    inside = again.get("/").status_code
    send(signed_in, f"/settings/accounts/{account_id}/disable")
    outside = again.get("/").status_code
    late = re.search(r"/login/link/[\w-]+", send(signed_in, f"/settings/accounts/{account_id}/link").text)
    assert late is not None
    refused = anna.post(late[0], data={"csrf_token": csrf_of(anna, late[0])}, headers=SAME_ORIGIN).status_code
    send(signed_in, f"/settings/accounts/{account_id}/enable")

    assert (after_role, inside, outside, refused) == (302, 200, 302, 401)
    assert _enter(signed_in, app, account_id).get("/").status_code == 200


def test_the_last_admin_stays(signed_in: FlaskClient) -> None:
    admin = row(select(Account.id))

    answers = [
        send(signed_in, f"/settings/accounts/{admin}/role", role="viewer"),
        send(signed_in, f"/settings/accounts/{admin}/disable"),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "is the only admin" in answers[0].text


def test_a_token_is_made_shown_once_and_revoked(signed_in: FlaskClient, app: Flask) -> None:
    admin = row(select(Account.id))
    created = send(signed_in, "/settings/tokens", name="ci", account_id=str(admin))
    token = re.search(r"fsp_[\w-]{20,}", created.text)
    assert token is not None
    program = app.test_client()
    headers = {"Authorization": f"Bearer {token[0]}"}

    before = program.get("/api/jobs", headers=headers).status_code
    send(signed_in, f"/settings/tokens/{row(select(ApiToken.id))}/revoke")

    assert (before, program.get("/api/jobs", headers=headers).status_code) == (200, 401)
    assert token[0] not in signed_in.get("/settings/accounts").text


@pytest.fixture
def late(signed_in: FlaskClient) -> FlaskClient:
    """Return an admin with a password whose proof is eleven minutes old."""
    send(signed_in, "/account/password", password="a long enough one")
    old = utc_now() - CONFIRMED_FOR - timedelta(minutes=1)
    db.session.execute(update(WebSession).values(confirmed_at=old))
    db.session.commit()
    return signed_in


def test_what_an_admin_does_needs_a_fresh_proof(late: FlaskClient) -> None:
    asked = send(late, "/settings/accounts", name="Anna", role="viewer")
    wrong = send(late, "/account/confirm", password="not this one at all", next="/settings/accounts")
    right = send(late, "/account/confirm", password="a long enough one", next="/settings/accounts")
    done = send(late, "/settings/accounts", name="Anna", role="viewer")

    assert (asked.status_code, asked.location.startswith("/account/confirm")) == (303, True)
    assert (wrong.status_code, right.status_code, right.location) == (422, 303, "/settings/accounts")
    assert done.status_code == 200
    assert len(rows(select(Account.id))) == 2


def test_looking_and_operating_need_no_fresh_proof(late: FlaskClient) -> None:
    assert late.get("/settings/accounts").status_code == 200
    assert send(late, "/queues/low/pause").status_code == 303
    assert send(late, "/account/confirm", password="a long enough one", next="//evil.example/").location == "/"


def _entered(admin: FlaskClient, app: Flask, name: str, role: str) -> FlaskClient:
    send(admin, "/settings/accounts", name=name, role=role)
    return _enter(admin, app, row(select(Account.id).where(Account.name == name)))


def _enter(admin: FlaskClient, app: Flask, account_id: int) -> FlaskClient:
    link = re.search(r"/login/link/[\w-]+", send(admin, f"/settings/accounts/{account_id}/link").text)
    assert link is not None
    browser = app.test_client()
    browser.post(link[0], data={"csrf_token": csrf_of(browser, link[0])}, headers=SAME_ORIGIN)
    return browser
