"""Closed by default: who gets in, and how."""

from datetime import timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from fsp.accounts.login_attempts import MAX_PER_ACCOUNT, WINDOW_SECONDS
from fsp.accounts.manage import account_named
from fsp.accounts.sessions import first_login_token
from fsp.app import create_app
from fsp.clock import utc_now
from fsp.models.account import Account, Role, WebSession
from fsp.models.item import Item
from fsp.security.passwords import hash_password
from fsp.settings import Settings
from fsp.stores import db
from tests.web.access.routes import path_of
from tests.web.forms import SAME_ORIGIN, csrf_of, send


def test_every_route_but_the_open_ones_is_closed(app: Flask, client: FlaskClient) -> None:
    open_ones = {
        "login.show",
        "login.enter",
        "login.show_link",
        "login.enter_by_link",
        "files.static",
        "files.site",
        "files.icon",
        "health.live",
        "health.ready",
        "health.show",
        "health.show_part",
    }
    reads = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]

    answers = {}
    for rule in reads:
        with client.get(rule.rule) as answer:
            answers[rule.endpoint] = answer.status_code

    assert {name for name, code in answers.items() if code == 200} <= open_ones
    assert answers["api_jobs.index"] == 401
    assert answers["overview.show"] == 302


def test_nothing_can_be_sent_without_signing_in(app: Flask, client: FlaskClient) -> None:
    open_ones = {"login.enter", "login.enter_by_link", "report_leaving.confirm"}
    writes = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    token = csrf_of(client, "/login")

    codes = {}
    for rule in writes:
        codes[rule.endpoint] = client.post(
            path_of(app, rule), data={"csrf_token": token}, headers=SAME_ORIGIN
        ).status_code

    assert {name for name, code in codes.items() if code not in {302, 401}} <= open_ones


def test_a_viewer_sees_no_buttons_and_is_refused(signed_in: FlaskClient, garden: Item) -> None:
    db.session.execute(update(Account).values(role="viewer"))
    db.session.commit()

    page = signed_in.get(f"/items/{garden.id}").text
    answer = send(signed_in, f"/items/{garden.id}/publish")

    assert "Publish now" not in page
    assert answer.status_code == 403


def test_quick_health_is_open_and_says_no_more_than_the_status(client: FlaskClient) -> None:
    answer = client.get("/api/health?quick=true")

    assert (answer.status_code, answer.json) == (200, {"status": "healthy"})


def test_a_page_that_is_looked_at_keeps_its_session(signed_in: FlaskClient) -> None:
    def seen_after(**headers: str) -> bool:
        long_ago = utc_now() - timedelta(minutes=10)
        db.session.execute(update(WebSession).values(last_seen_at=long_ago))
        db.session.commit()
        signed_in.get("/jobs", headers=headers)
        last = db.session.scalars(select(WebSession.last_seen_at)).one()
        db.session.commit()
        return last > long_ago

    assert [seen_after(**{"HX-Request": "true"}), seen_after()] == [True, True]


def test_looking_at_a_login_link_does_not_spend_it(client: FlaskClient) -> None:
    link = f"/login/link/{first_login_token()}"

    first, second = (client.post(link, data={"csrf_token": csrf_of(client, link)}, headers=SAME_ORIGIN) for _ in "12")

    assert (first.status_code, second.status_code) == (303, 401)


def test_a_password_opens_the_door_afterwards(signed_in: FlaskClient, app: Flask) -> None:
    token = csrf_of(signed_in, "/account/password")
    data = {"csrf_token": token, "password": "a long enough one"}
    signed_in.post("/account/password", data=data, headers=SAME_ORIGIN)
    other = app.test_client()

    codes = []
    for password in ("wrong password", "a long enough one"):
        form = {"csrf_token": csrf_of(other, "/login"), "name": "admin", "password": password}
        codes.append(other.post("/login", data=form, headers=SAME_ORIGIN).status_code)

    assert codes == [401, 303]
    assert first_login_token() is None
    assert other.get("/").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}],
)
def test_a_form_from_elsewhere_is_refused(signed_in: FlaskClient, headers: dict[str, str]) -> None:
    token = csrf_of(signed_in, "/account/password")

    answer = signed_in.post("/logout", data={"csrf_token": token}, headers=headers)

    assert answer.status_code == 403
    assert signed_in.get("/").status_code == 200


def test_a_form_without_its_token_is_refused(signed_in: FlaskClient) -> None:
    assert signed_in.post("/logout", headers=SAME_ORIGIN).status_code == 403


def test_a_poll_after_sign_out_is_sent_to_the_login_page_whole(client: FlaskClient) -> None:
    answer = client.get("/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login")


@pytest.mark.parametrize(
    ("path", "where"),
    [("/jobs?state=all", "/login?next=/jobs%3Fstate%3Dall"), ("/", "/login")],
)
def test_signing_in_leads_on_to_the_page_that_was_wanted(client: FlaskClient, path: str, where: str) -> None:
    polled = client.get("/", headers={"HX-Request": "true", "HX-Current-URL": f"http://localhost{path}"})

    assert client.get(path).location == where
    assert polled.headers["HX-Redirect"] == where


@pytest.mark.parametrize(("text", "where"), [("/jobs?state=all", "/jobs?state=all"), ("//evil", "/"), ("", "/")])
def test_the_login_form_leads_on_within_fsp_only(client: FlaskClient, text: str, where: str) -> None:
    account = account_named("ada", role=Role.VIEWER)
    account.password_hash = hash_password("a long enough one")
    db.session.commit()
    form = {"csrf_token": csrf_of(client, "/login"), "name": "ada", "password": "a long enough one", "next": text}

    assert client.post("/login", data=form, headers=SAME_ORIGIN).location == where


def test_every_answer_carries_a_strict_policy(client: FlaskClient) -> None:
    for path in ("/login", "/", "/nowhere", "/api/health"):
        policy = client.get(path).headers["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_guessing_is_stopped_after_ten_tries(client: FlaskClient, redis_client: redis.Redis) -> None:
    first_login_token()

    def try_in(name: str) -> TestResponse:
        form = {"csrf_token": csrf_of(client, "/login"), "name": name, "password": "a wrong guess"}
        return client.post("/login", data=form, headers=SAME_ORIGIN)

    codes = [try_in("admin").status_code for _ in range(MAX_PER_ACCOUNT)]
    stopped = try_in("admin")

    assert set(codes) == {401}
    assert stopped.status_code == 429
    assert 0 < int(stopped.headers["Retry-After"]) <= WINDOW_SECONDS
    assert try_in("somebody-else").status_code == 401


def test_a_site_can_be_closed(core: Flask, settings: Settings) -> None:
    closed = create_app(settings.model_copy(update={"site_is_public": False})).test_client()

    assert closed.get("/site/garden/").status_code == 302
